package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"testing"
)

func TestResolvConf(t *testing.T) {
	ip := netip.MustParseAddr
	for _, test := range []struct {
		where, text string
		want        Resolver
	}{
		{"this machine", recorded(t, "node/etc/resolv.conf"), Resolver{Nameservers: []netip.Addr{ip("10.255.255.53")}}},
		{"a pod", "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.0.0.10\noptions ndots:5\n",
			Resolver{Nameservers: []netip.Addr{ip("10.0.0.10")}, Search: []string{"default.svc.cluster.local", "svc.cluster.local", "cluster.local"}, NDots: new(uint32(5))}},
		{"a node behind systemd-resolved", `# This is /run/systemd/resolve/stub-resolv.conf managed by man:systemd-resolved(8).
; nameserver 1.1.1.1
nameserver 127.0.0.53
options edns0 trust-ad timeout:2 attempts:3 rotate
search reddog.microsoft.com
`, Resolver{Nameservers: []netip.Addr{ip("127.0.0.53")}, Search: []string{"reddog.microsoft.com"}, Timeout: new(uint32(2)), Attempts: new(uint32(3)), Flags: []string{"edns0", "trust-ad", "rotate"}}},
		{"mistakes", "search a.example b.example\ndomain old.example c\nsearch\n nameserver 1.1.1.1\nnameserver 10.0.0.10:53\nnameserver\nnameserver fe80::1%eth0 x\nsortlist 1.2.3.4\n",
			Resolver{Nameservers: []netip.Addr{ip("fe80::1%eth0")}, Search: []string{"old.example"}, Invalid: []string{"10.0.0.10:53"}}},
		{"nothing", "", Resolver{}},
	} {
		t.Run(test.where, func(t *testing.T) {
			equal(t, must(ResolvConf(files("etc/resolv.conf", test.text), "etc/resolv.conf"))(t), test.want)
		})
	}
	if _, err := ResolvConf(files(), "etc/resolv.conf"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestResolvConfThatIsWrong(t *testing.T) {
	wrong(t, "etc/resolv.conf", func(f fs.FS) (Resolver, error) { return ResolvConf(f, "etc/resolv.conf") }, map[string]int{
		"options ndots:x\n":                        1,
		"\noptions ndots\n":                        2,
		"options timeout:-1\n":                     1,
		"search " + strings.Repeat("a ", 64):       1,
		"search " + strings.Repeat("a", 254):       1,
		strings.Repeat("nameserver 1.1.1.1\n", 65): 65,
	})
	if _, err := ResolvConf(files("f", strings.Repeat("#\n", resolvLimit)), "f"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v", err)
	}
}

func FuzzResolvConf(f *testing.F) {
	f.Add("search a b\nnameserver fe80::1%eth0\nnameserver x\noptions ndots:5 rotate\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parseResolvConf("f", text)
		if err != nil {
			return
		}
		var again strings.Builder
		for _, n := range r.Nameservers {
			fmt.Fprintf(&again, "nameserver %s\n", n)
		}
		for _, n := range r.Invalid {
			fmt.Fprintf(&again, "nameserver %s\n", n)
		}
		fmt.Fprintf(&again, "search %s\n", strings.Join(r.Search, " "))
		for key, v := range map[string]*uint32{"ndots": r.NDots, "timeout": r.Timeout, "attempts": r.Attempts} {
			if v != nil {
				fmt.Fprintf(&again, "options %s:%d\n", key, *v)
			}
		}
		for _, flag := range r.Flags {
			fmt.Fprintf(&again, "options %s\n", flag)
		}
		equal(t, must(parseResolvConf("f", again.String()))(t), r)
	})
}
