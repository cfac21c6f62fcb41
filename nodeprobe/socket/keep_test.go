package socket

import (
	"slices"
	"testing"
)

func TestKeepTheMost(t *testing.T) {
	unread := func(c *Connection) uint32 { return c.Unread }
	for _, c := range []struct {
		top      int
		in, want []uint32
	}{
		{3, []uint32{1, 5, 0, 3, 4, 2}, []uint32{5, 4, 3}},
		{3, []uint32{2, 0, 1}, []uint32{2, 1}},
		{1, []uint32{7, 7, 8, 8}, []uint32{8}},
		{0, []uint32{1}, nil},
		{-1, []uint32{1}, nil},
	} {
		var best []Connection
		for i, n := range c.in {
			best = keep(best, Connection{Unread: n, Unsent: uint32(i)}, c.top, unread)
		}
		var got []uint32
		for _, b := range best {
			got = append(got, b.Unread)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("of %v the top %d are %v, not %v", c.in, c.top, got, c.want)
		}
	}
}

func TestStatesAreWrittenAsByss(t *testing.T) {
	for state, want := range map[State]string{0: "unknown", Established: "established", TimeWait: "time-wait", CloseWait: "close-wait", Listening: "listening", 12: "syn-recv", 200: "unknown"} {
		if state.String() != want {
			t.Errorf("state %d is written %q", state, state)
		}
	}
}
