package recorded_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// dump writes a sysdump whose names say 03:04:05, of files of a time; of a file
// without one, the archive does not tell it.
func dump(t *testing.T, files map[string]string, written time.Time) string {
	t.Helper()
	members := map[string]string{}
	for name, text := range files {
		members[inside(name)] = text
	}
	return packedAt(t, members, written)
}

func leases(at ...time.Time) (text string) {
	text = "apiVersion: coordination.k8s.io/v1\nitems:\n"
	for i, one := range at {
		text += fmt.Sprintf("- apiVersion: coordination.k8s.io/v1\n  kind: Lease\n  metadata:\n    name: node-%d\n  spec:\n    renewTime: %q\n", i, one.UTC().Format("2006-01-02T15:04:05.000000Z"))
	}
	return text + "kind: LeaseList\n"
}

// TestASysdumpIsOfTheTimeThatItWasMadeAt reads dumps whose names bear the time of
// another zone: events of the last minutes would be of the future, or long gone.
func TestASysdumpIsOfTheTimeThatItWasMadeAt(t *testing.T) {
	ahead := 5*time.Hour + 30*time.Minute // of UTC, as in India
	truth := dumped.Add(-ahead)
	long := dumped.Add(40 * 24 * time.Hour)
	flow := func(at time.Time) string { return drop("a", "node-a", dumped.Sub(at)) }
	for _, c := range []struct {
		says    string
		leases  []time.Time
		flow    time.Time
		written time.Time
		want    time.Time
		assumed bool
	}{
		{"leases", []time.Time{truth, truth.Add(-3 * time.Second)}, time.Time{}, time.Time{}, truth, false},
		{"leases, of which one is of a dead node", []time.Time{truth.Add(-50 * time.Hour), truth.Add(-time.Second), truth}, time.Time{}, time.Time{}, truth, false},
		{"leases, and an archive that was made again", []time.Time{truth}, time.Time{}, long, truth, false},
		{"leases in UTC", []time.Time{dumped}, time.Time{}, time.Time{}, dumped, false},
		{"an archive", nil, time.Time{}, truth.Add(9 * time.Second), truth, false},
		{"an archive that was made again", nil, time.Time{}, long, dumped, true},
		{"flows", nil, truth.Add(-2 * time.Second), time.Time{}, truth, false},
		{"flows that go on while it is made", nil, truth.Add(time.Minute), time.Time{}, truth.Add(time.Minute), false},
		{"flows of some time", nil, truth.Add(-35 * time.Minute), time.Time{}, dumped, true},
		{"nothing", nil, time.Time{}, time.Time{}, dumped, true},
		{"leases of another day", []time.Time{long}, time.Time{}, time.Time{}, dumped, true},
	} {
		files := map[string]string{"k8s-pods-" + stamp + ".yaml": "apiVersion: v1\nitems: []\nkind: PodList\n"}
		if c.leases != nil {
			files["k8s-leases-"+stamp+".yaml"] = leases(c.leases...)
		}
		if !c.flow.IsZero() {
			files["hubble-flows-cilium-1-"+stamp+".json"] = flow(c.flow)
		}
		g := open(t, dump(t, files, c.written), nil, nil)
		if _, err := g.Tools(time.Minute); err != nil {
			t.Fatal(err)
		}
		if assumed := strings.Contains(g.String(), "UTC is assumed"); !g.Time.Equal(c.want) || assumed != c.assumed {
			t.Errorf("%s: the dump is of %s, assumed: %t, want %s", c.says, g.Time, assumed, c.want)
		}
	}
}
