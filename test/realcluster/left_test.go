package realcluster

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// traces are what a cluster could leave on this machine: namespaces, mounts,
// control groups, BPF links, folders and kernel parameters. Those of another
// cluster, which lives on meanwhile, are its own.
func traces(t *testing.T, cluster string) map[string]string {
	t.Helper()
	found := map[string]string{}
	spaces, _ := filepath.Glob("/proc/[0-9]*/ns/*")
	others := false
	for _, space := range spaces {
		groups, _ := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(space)), "cgroup"))
		if strings.Contains(string(groups), ":/netwhy-") && !strings.Contains(string(groups), ":/netwhy-"+cluster+"-") {
			others = true
			continue
		}
		if to, err := os.Readlink(space); err == nil { // the process may have ended
			found["namespace "+to] = ""
		}
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mounts)) {
		found["mount "+strings.TrimSpace(line)] = ""
	}
	for _, pattern := range []string{"/sys/fs/cgroup/*/netwhy-" + cluster + "-*", "/sys/fs/cgroup/*/kubepods*", "/run/netns/*", "/sys/class/net/*"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			found["path "+path] = ""
		}
	}
	out, err := exec.Command("bpftool", "--json", "link", "show").Output()
	if err != nil {
		t.Fatalf("cannot list BPF links: %v", err)
	}
	var links []struct {
		ID   int `json:"id"`
		Type any `json:"type"` // a name, or a number that bpftool does not know
	}
	if err := json.Unmarshal(out, &links); err != nil && len(out) > 0 {
		t.Fatalf("cannot read the list of BPF links: %v", err)
	}
	for _, link := range links {
		if others { // whose it is cannot be told
			break
		}
		found[fmt.Sprintf("BPF link %d %v", link.ID, link.Type)] = ""
	}
	parameters(found)
	return found
}

// parameters are the kernel's own that do not change by themselves.
func parameters(found map[string]string) {
	for _, pattern := range []string{"/proc/sys/kernel/*", "/proc/sys/kernel/keys/*", "/proc/sys/vm/*", "/proc/sys/net/core/bpf_*", "/proc/sys/net/ipv4/ip_forward"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			if name := filepath.Base(file); name == "ns_last_pid" || strings.HasPrefix(name, "sched_") {
				continue
			}
			if text, err := os.ReadFile(file); err == nil {
				found["parameter "+file] = string(text)
			}
		}
	}
}

// nothingLeft waits until the traces are those from before: the kernel frees
// namespaces and BPF links a moment after their last user has ended.
func nothingLeft(t *testing.T, before map[string]string, cluster string) {
	t.Helper()
	limit := time.Now().Add(20 * time.Second)
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		var left []string
		for name, value := range traces(t, cluster) {
			if was, there := before[name]; !there || was != value {
				left = append(left, name+" "+value)
			}
		}
		if dir, err := folder(cluster); err != nil {
			t.Fatal(err)
		} else if _, err := os.Stat(dir); err == nil {
			left = append(left, "folder "+dir)
		}
		if len(left) == 0 {
			return
		}
		if time.Now().After(limit) {
			slices.Sort(left)
			t.Fatalf("%d are left, among %d from before:\n%s", len(left), len(maps.Collect(maps.All(before))), strings.Join(left, "\n"))
		}
		time.Sleep(pause)
	}
}
