package report

import "testing"

func TestExtent(t *testing.T) {
	for says, want := range map[string][2]float64{
		"the backlogs dropped 5000 of 9300 packets (54 %) in 10 s: processors 0 +5000": {54, 5000},
		"the receive ring of eth0 was full for 12 of 12000 packets (0.1 %) in 10 s":    {0.1, 12},
		"the table of connections holds 99 of 100 connections (99 %)":                  {99, 99},
		"3 pods are not ready": {0, 3},
		"nothing to count":     {},
		"":                     {},
	} {
		if share, first := extent(says); share != want[0] || first != want[1] {
			t.Errorf("%q is about %v, %v", says, share, first)
		}
	}
}

func TestWhatStandsOut(t *testing.T) {
	f := fleet{nodes: map[string][]trait{}}
	for i := range 1000 {
		f.nodes[many(i)] = nil
	}
	for _, c := range []struct {
		n, of, there int
		want         bool
	}{
		{37, 37, 200, true},     // all in one pool of five
		{35, 37, 200, true},     // all but two
		{8, 37, 200, false},     // as many as there would be by chance
		{18, 37, 10, false},     // less than half, however rare
		{2, 2, 200, false},      // two of a kind prove nothing
		{3, 3, 50, true},        // three of a rare kind do
		{37, 37, 1000, false},   // there is no other kind
		{700, 1000, 700, false}, // the whole fleet fails
		{30, 37, 700, false},    // of a kind that most are of
	} {
		if got := f.out(c.n, c.of, c.there); got != c.want {
			t.Errorf("%d of %d, where %d of 1000 are of that kind: %t", c.n, c.of, c.there, got)
		}
	}
}

func TestMany(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 5000: "5,000", 1234567: "1,234,567"} {
		if got := many(n); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}
