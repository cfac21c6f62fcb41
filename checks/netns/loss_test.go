package netns

import (
	"testing"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

func TestWeigh(t *testing.T) {
	l := Limit{Percent: 1, Least: 5, Of: 100}
	for _, c := range []struct {
		lost, of uint64
		want     Level
	}{
		{0, 0, Still}, {0, 1e6, Still}, {1, 99, Few}, {99, 99, Few}, {1, 100, Slight}, {2, 100, Few}, {4, 100, Few}, {5, 100, Grave},
		{10000, 1000000, Slight}, {10001, 1000000, Grave}, {1<<63 + 1, 1 << 63, Grave},
	} {
		if got := l.Weigh(c.lost, c.of); got != c.want {
			t.Errorf("%d of %d is %d, want %d", c.lost, c.of, got, c.want)
		}
	}
	if got := (Limit{}).Weigh(1, 0); got != Grave {
		t.Errorf("without a limit one lost packet is %d", got)
	}
}

func TestAmount(t *testing.T) {
	now := time.Unix(0, 0)
	s := &sample.Scope{From: now, To: now.Add(9876 * time.Millisecond)}
	for want, n := range map[string][2]uint64{
		"7 of 1000 packets (0.7 %) in 10 s": {7, 1000}, "1 of 0 packets (100 %) in 10 s": {1, 0}, "12 of 12 packets (100 %) in 10 s": {12, 12},
		"0 of 0 packets (0 %) in 10 s": {0, 0}, "1 of 80000000 packets (0.0000013 %) in 10 s": {1, 8e7}, "1 of 3 packets (33 %) in 10 s": {1, 3}, "995 of 10000 packets (9.9 %) in 10 s": {995, 1e4},
	} {
		if got := Amount(n[0], n[1], s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
