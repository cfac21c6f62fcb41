package nodeprobe

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"
	"testing/fstest"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

func TestRuns(t *testing.T) {
	at := netip.MustParseAddrPort
	got := runs(map[netip.AddrPort][]uint16{
		at("10.0.0.7:80"):      {40003, 40001, 40000, 40002, 40002, 45000, 45002, 45004, 45006}, // the second four leave gaps
		at("10.0.0.8:80"):      {40000, 40001, 40002},
		at("[fd00::1]:443"):    {65535, 65534, 65533, 65532, 1, 2, 3, 4, 5},
		at("10.0.0.9:80"):      nil,
		at("10.244.1.9:40000"): {8080},
	})
	want := []sample.PortRun{{Peer: "10.0.0.7:80", First: 40000, Last: 40003}, {Peer: "[fd00::1]:443", First: 1, Last: 5}, {Peer: "[fd00::1]:443", First: 65532, Last: 65535}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPortsAreReadWhereTheyCanTell(t *testing.T) {
	const header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	resting := func(ports ...int) string {
		text := header
		for _, port := range ports {
			text += fmt.Sprintf(" 0: 0200630A:%04X 0100630A:2383 06 00000000:00000000 03:00001739 00000000 0 0 0 3 00000000ce0a6818\n", port)
		}
		return text
	}
	for name, c := range map[string]struct {
		sockstat, tcp string
		want          []sample.LocalPorts
	}{
		"a run":          {"TCP: inuse 0 orphan 0 tw 4 alloc 9 mem 0\n", resting(40000, 40001, 40002, 40003), []sample.LocalPorts{{Namespace: "web", Runs: []sample.PortRun{{Peer: "10.99.0.1:9091", First: 40000, Last: 40003}}}}},
		"none":           {"TCP: inuse 0 orphan 0 tw 4 alloc 9 mem 0\n", resting(40000, 40002, 40004, 40006), []sample.LocalPorts{{Namespace: "web"}}},
		"nothing to see": {"TCP: inuse 0 orphan 0 tw 0 alloc 9 mem 0\n", "garbage", []sample.LocalPorts{{Namespace: "web"}}},
		"no answer": {"TCP: inuse 1 orphan 0 tw 0 alloc 9 mem 0\n", header + " 0: 0200630A:C350 0100630A:2383 02 00000001:00000000 01:000000F1 00000002 65532 0 9 2 0 400 0 0 1 7\n",
			[]sample.LocalPorts{{Namespace: "web", Calls: []sample.Calls{{Peer: "10.99.0.1:9091", Opening: 1, Resent: 2}}}}},
		"cannot be read": {"TCP: inuse 4 orphan 0 tw 2 alloc 9 mem 0\n", "garbage", nil},
		"too many":       {"TCP: inuse 0 orphan 0 tw 5000 alloc 9 mem 0\n", resting(make([]int, 5000)...), nil},
		"it ended":       {"", resting(), nil},
	} {
		root := fstest.MapFS{"proc/7/net/tcp": {Data: []byte(c.tcp)}}
		if c.sockstat != "" {
			root["proc/7/net/sockstat"] = &fstest.MapFile{Data: []byte(c.sockstat)}
		}
		w := new(sample.Window)
		New("here", root).ports(w, "web", 7)
		if !reflect.DeepEqual(w.Ports, c.want) {
			t.Errorf("%s: got %v, want %v", name, w.Ports, c.want)
		}
	}
}
