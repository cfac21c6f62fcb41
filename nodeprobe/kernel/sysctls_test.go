package kernel

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

func TestSysctls(t *testing.T) {
	got := must(Sysctls(node()))(t)
	for name, want := range map[string]string{
		"net.core.netdev_max_backlog":       "1000",
		"net.ipv4.ip_local_port_range":      "32768 60999",
		"net.ipv4.neigh.default.gc_thresh3": "1024",
		"net.ipv4.conf.all.rp_filter":       "0",
		"net.netfilter.nf_conntrack_max":    "262144",
	} {
		equal(t, got[name], want)
	}
	equal(t, len(strings.Fields(got["net.ipv4.tcp_mem"])), 3)
	equal(t, len(got), len(KnownSysctls())) // the recorded kernel lacks none
	equal(t, must(Sysctls(files("proc/sys/net/core/somaxconn", "4096\n")))(t), map[string]string{"net.core.somaxconn": "4096"})
	equal(t, must(Sysctls(pod()))(t), map[string]string{})
}

func TestKnownSysctls(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range KnownSysctls() {
		if seen[s.Name] || !strings.HasPrefix(s.Name, "net.") || s.Matters == "" || !fs.ValidPath(strings.ReplaceAll(s.Name, ".", "/")) {
			t.Errorf("%+v", s)
		}
		seen[s.Name] = true
	}
	KnownSysctls()[0].Name = "changed"
	equal(t, seen[KnownSysctls()[0].Name], true)
}

func TestSysctlsThatAreWrong(t *testing.T) {
	wrong(t, "proc/sys/net/ipv4/tcp_mem", Sysctls, map[string]int{"": 1, "1 2 x\n": 1, "1 2 3 4 5\n": 1, "0x10\n": 1, "root:x:0:0\n": 1})
	somaxconn, backlog := "proc/sys/net/core/somaxconn", "proc/sys/net/core/netdev_max_backlog"
	got, err := Sysctls(refusing{files(somaxconn, "1\n", backlog, "2\n"), map[string]error{backlog: syscall.EACCES}})
	equal(t, got, map[string]string{"net.core.somaxconn": "1"})
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error %v", err)
	}
}

func FuzzSysctl(f *testing.F) {
	f.Add("32768\t60999\n")
	f.Fuzz(func(t *testing.T, text string) {
		if once, err := parseSysctl("f", text); err == nil {
			equal(t, must(parseSysctl("f", once))(t), once)
		}
	})
}
