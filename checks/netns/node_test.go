package netns

import (
	"testing"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

func TestDefaults(t *testing.T) {
	route := func(netns, to, device string, metric uint32) sample.Route {
		return sample.Route{Namespace: netns, Destination: to, Device: device, Metric: metric, Rejects: device == ""}
	}
	for _, c := range []struct {
		name   string
		routes []sample.Route
		want   []string
	}{
		{"none", nil, nil},
		{"of others, of IPv6, narrower", []sample.Route{route("web-1", "0.0.0.0/0", "eth0", 0), route("host", "::/0", "eth0", 0), route("host", "10.0.0.0/8", "", 0)}, nil},
		{"the smallest metric", []sample.Route{route("host", "0.0.0.0/0", "eth1", 200), route("host", "0.0.0.0/0", "eth0", 100), route("host", "0.0.0.0/0", "", 4000)}, []string{"eth0"}},
		{"several ways", []sample.Route{route("host", "0.0.0.0/0", "eth1", 100), route("host", "0.0.0.0/0", "eth0", 100), route("host", "0.0.0.0/0", "eth0", 100)}, []string{"eth1", "eth0"}},
		{"a refusing one", []sample.Route{route("host", "0.0.0.0/0", "eth0", 100), route("host", "0.0.0.0/0", "", 50)}, []string{""}},
	} {
		for _, looked := range []bool{true, false} {
			w := &sample.Window{Routes: c.routes}
			if looked {
				w.Looked = []string{sample.Host}
			}
			best, complete := Network{Window: w, Name: sample.Host}.Defaults()
			if len(best) != len(c.want) || complete != looked {
				t.Errorf("%s: %v, %t", c.name, best, complete)
				continue
			}
			for i, r := range best {
				if r.Device != c.want[i] {
					t.Errorf("%s: %v, want %v", c.name, best, c.want)
				}
			}
		}
	}
}
