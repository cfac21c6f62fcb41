//go:build linux

package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"testing/fstest"
)

// procs makes a proc of processes and the inodes of their net/dev.
type procs struct {
	fstest.MapFS
	refused map[int]error
}

func (p procs) add(pid int, inode uint64, cgroup string) {
	p.MapFS[of(pid, "net/dev")] = &fstest.MapFile{Sys: &syscall.Stat_t{Ino: inode}}
	p.MapFS[of(pid, "cgroup")] = &fstest.MapFile{Data: []byte(cgroup)}
}

func (p procs) Stat(name string) (fs.FileInfo, error) {
	for pid, err := range p.refused {
		if name == of(pid, "net/dev") {
			return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
		}
	}
	return p.MapFS.Stat(name)
}

func inPod(uid, container string) string {
	return "0::/kubepods/burstable/pod" + uid + "/" + container + "\n"
}

func TestNamespaces(t *testing.T) {
	p := procs{fstest.MapFS{"proc/self/net/dev": {}, "proc/uptime": {}, "proc/0/net/dev": {}, "proc/00x/net/dev": {}}, map[int]error{
		50: syscall.ENOENT, 51: syscall.ESRCH, 52: syscall.EINVAL, 53: syscall.EACCES,
	}}
	p.add(1, 100, "0::/init.scope\n")
	p.add(77, 100, inPod(uid, container)) // hostNetwork
	p.add(900, 200, inPod(uid, container))
	p.add(1000, 200, inPod(uid, "other"))
	p.add(20, 300, "0::/system.slice/containerd.service\n") // sets the namespace up
	p.add(30, 300, inPod(staticUID, container))
	p.add(40, 400, "0::/user.slice\n") // ip netns exec
	for pid := 50; pid < 54; pid++ {
		p.add(pid, 100, "")
	}
	equal(t, must(Namespaces(p))(t), NamespaceList{Hidden: 1, Namespaces: []Namespace{
		{Inode: 100, PID: 1, Processes: 2, Host: true},
		{Inode: 300, PID: 30, Processes: 2, PodUID: staticUID, ContainerID: container},
		{Inode: 400, PID: 40, Processes: 1},
		{Inode: 200, PID: 900, Processes: 2, PodUID: uid, ContainerID: container},
	}})
}

// TestNamespaceOfAReusedNumber reads the cgroup of a process that took the
// number of another, in another namespace.
func TestNamespaceOfAReusedNumber(t *testing.T) {
	p := procs{MapFS: fstest.MapFS{}}
	p.add(5, 999, inPod(uid, container))
	ns := Namespace{Inode: 200, PID: 5}
	ns.attribute(p, []int{5})
	equal(t, ns, Namespace{Inode: 200, PID: 5})
}

func TestNamespacesAreBounded(t *testing.T) {
	p := procs{MapFS: fstest.MapFS{}}
	for pid := 1; pid <= MostProcesses+1; pid++ {
		p.MapFS["proc/"+strconv.Itoa(pid)+"/net/dev"] = &fstest.MapFile{Sys: &syscall.Stat_t{Ino: 100}}
	}
	got := must(Namespaces(p))(t)
	if !got.Truncated || got.Namespaces[0].Processes != MostProcesses {
		t.Errorf("%d processes, %t", got.Namespaces[0].Processes, got.Truncated)
	}
}

func TestNamespacesWithoutProcess1(t *testing.T) {
	if _, err := Namespaces(procs{MapFS: fstest.MapFS{}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err := Namespaces(fstest.MapFS{"proc/1/net/dev": {}}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a file system without inodes: %v", err)
	}
}

// TestNamespacesOfThisMachine makes a namespace and finds it.
func TestNamespacesOfThisMachine(t *testing.T) {
	cmd := exec.Command("cat")
	end, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if err := cmd.Start(); err != nil {
		t.Skip(err) // needs root
	}
	defer func() { _, _ = end.Close(), cmd.Wait() }()
	root, err := os.OpenRoot("/")
	if err != nil {
		t.Fatal(err)
	}
	for name, fsys := range map[string]fs.FS{"DirFS": os.DirFS("/"), "Root": root.FS()} {
		list := must(Namespaces(fsys))(t)
		if !list.Namespaces[0].Host || list.Namespaces[0].PID != 1 {
			t.Errorf("%s: first %+v", name, list.Namespaces[0])
		}
		found := false
		for _, ns := range list.Namespaces {
			found = found || ns.PID == cmd.Process.Pid && ns.Processes == 1
		}
		if !found {
			t.Errorf("%s: process %d is in none of %s", name, cmd.Process.Pid, fmt.Sprint(list))
		}
		devices := must(NetDev(fsys, cmd.Process.Pid))(t)
		equal(t, devices[0].Name, "lo")
		equal(t, devices[0].RxBytes, uint64(0))
	}
}

func TestNamespaceNumber(t *testing.T) {
	p := procs{fstest.MapFS{}, map[int]error{}}
	p.add(900, 200, "")
	p.MapFS[of(900, "net/stat")] = &fstest.MapFile{Mode: fs.ModeDir, Sys: &syscall.Stat_t{Ino: 201}}
	if number := must(NamespaceNumber(p, Namespace{PID: 900, Inode: 200}))(t); number != 201 {
		t.Errorf("the number is %d", number)
	}
	for name, n := range map[string]Namespace{"its process ended": {PID: 901, Inode: 200}, "its process is another's": {PID: 900, Inode: 300}} {
		if number, err := NamespaceNumber(p, n); !errors.Is(err, fs.ErrNotExist) || number != 0 {
			t.Errorf("%s, and it has %d, %v", name, number, err)
		}
	}
}
