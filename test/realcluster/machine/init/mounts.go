package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// own are the folders that a machine has for itself.
var own = []string{"/run", "/opt", "/var/lib", "/var/log"}

// step is one change of the machine's mounts.
type step struct {
	source, target, kind string
	flags                uintptr
	options              string
}

// prepare gives the machine its control groups, mounts and host name.
func prepare(s machine.Spec) error {
	cgroups, err := machine.Cgroups(s.Cgroup)
	if err != nil {
		return err
	}
	for _, group := range cgroups {
		if err := os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte("0"), 0o644); err != nil {
			return fmt.Errorf("cannot enter the control group: %w", err)
		}
	}
	in := func(name string) string { return filepath.Join(s.Dir, name) }
	for _, folder := range append(own, "/cgroup", "/etc") {
		if err := os.MkdirAll(in(folder), 0o755); err != nil {
			return fmt.Errorf("cannot make a folder of the machine: %w", err)
		}
	}
	const bind = syscall.MS_BIND | syscall.MS_REC
	steps := []step{
		{target: "/", flags: syscall.MS_PRIVATE | syscall.MS_REC}, // nothing gets back to the host
		{"proc", "/proc", "proc", 0, ""},
		{"/sys/fs/cgroup", in("cgroup"), "", bind, ""},
		{target: "/sys"}, // detached: a second bpffs below it would confuse Cilium
		{"sysfs", "/sys", "sysfs", 0, ""},
		{in("cgroup"), "/sys/fs/cgroup", "", bind, ""},
		{"bpf", "/sys/fs/bpf", "bpf", 0, ""},
		{"tracefs", "/sys/kernel/tracing", "tracefs", 0, ""},
	}
	for _, folder := range own {
		steps = append(steps, step{in(folder), folder, "", bind, ""})
	}
	for _, t := range steps {
		if t.target == "/sys" && t.kind == "" {
			err = syscall.Unmount(t.target, syscall.MNT_DETACH)
		} else {
			err = syscall.Mount(t.source, t.target, t.kind, t.flags, t.options)
		}
		if err != nil {
			return fmt.Errorf("cannot mount %s: %w", t.target, err)
		}
	}
	if err := ownEtc(s, in("etc")); err != nil {
		return err
	}
	if err := ownCgroup(s.Cgroup); err != nil {
		return err
	}
	if err := ownTunables(in("tunables")); err != nil {
		return err
	}
	// Containers see what is mounted later, and the kubelet what they mount.
	if err := syscall.Mount("", "/", "", syscall.MS_SHARED|syscall.MS_REC, ""); err != nil {
		return fmt.Errorf("cannot share the machine's mounts with its containers: %w", err)
	}
	if err := syscall.Sethostname([]byte(s.Host)); err != nil {
		return fmt.Errorf("cannot set the host name: %w", err)
	}
	return nil
}

// ownEtc lays a folder of the machine over the host's /etc.
func ownEtc(s machine.Spec, at string) error {
	upper, work := filepath.Join(at, "upper"), filepath.Join(at, "work")
	for _, folder := range []string{filepath.Join(upper, "cni", "net.d"), work} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("cannot make the machine's /etc: %w", err)
		}
	}
	var resolv strings.Builder
	for _, address := range s.Names {
		fmt.Fprintln(&resolv, "nameserver", address)
	}
	if err := os.WriteFile(filepath.Join(upper, "resolv.conf"), []byte(resolv.String()), 0o644); err != nil {
		return fmt.Errorf("cannot write the machine's resolv.conf: %w", err)
	}
	if err := syscall.Mount("overlay", "/etc", "overlay", 0, "lowerdir=/etc,upperdir="+upper+",workdir="+work); err != nil {
		return fmt.Errorf("cannot mount /etc: %w", err)
	}
	return nil
}

// ownCgroup shows the machine's own group of the unified hierarchy where Cilium
// looks for the root of all, so that its socket programs meet this machine only.
func ownCgroup(name string) error {
	const at = "/run/cilium/cgroupv2"
	source := filepath.Join("/sys/fs/cgroup/unified", name)
	if _, err := os.Stat(source); err != nil {
		source = filepath.Join("/sys/fs/cgroup", name)
	}
	if err := os.MkdirAll(at, 0o755); err != nil {
		return fmt.Errorf("cannot make %s: %w", at, err)
	}
	if err := syscall.Mount(source, at, "", syscall.MS_BIND, ""); err != nil {
		return fmt.Errorf("cannot mount %s: %w", at, err)
	}
	return nil
}

// tunables belong to the whole kernel, and kubelet and Cilium would set them.
// They see their values set, and write to files of the machine.
var tunables = map[string]string{
	"vm/overcommit_memory":             "1",
	"vm/panic_on_oom":                  "0",
	"kernel/panic":                     "10",
	"kernel/panic_on_oops":             "1",
	"kernel/keys/root_maxkeys":         "1000000",
	"kernel/keys/root_maxbytes":        "25000000",
	"kernel/timer_migration":           "0",
	"kernel/unprivileged_bpf_disabled": "1",
	"net/core/bpf_jit_enable":          "1",
}

func ownTunables(at string) error {
	if err := os.MkdirAll(at, 0o755); err != nil {
		return fmt.Errorf("cannot make a folder for kernel parameters: %w", err)
	}
	for name, value := range tunables {
		file, target := filepath.Join(at, filepath.Base(name)), filepath.Join("/proc/sys", name)
		if _, err := os.Stat(target); err != nil {
			continue // this kernel has no such parameter
		}
		if err := os.WriteFile(file, []byte(value+"\n"), 0o644); err != nil {
			return fmt.Errorf("cannot keep a kernel parameter: %w", err)
		}
		if err := syscall.Mount(file, target, "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("cannot cover %s: %w", target, err)
		}
	}
	return nil
}
