package evidence

import "time"

// Counter is one reading of a kernel counter. Bits is its width in the kernel,
// 32 or 64, which decides how a smaller later value is read.
type Counter struct {
	Value uint64
	Bits  int
}

// Window is the same counters read twice: what moved between the two readings.
// A counter that is in only one of them (hot-plug, a new pod) has no delta.
type Window struct {
	From, To    time.Time
	First, Last map[string]Counter
	// Restarted is true when the counters' owner started anew in between, so
	// that no delta can be told.
	Restarted bool
}

// Delta is by how much a counter grew, and false where that cannot be known:
// the counter is missing from one reading, its owner restarted, or a 64-bit
// counter went backwards, which only a reset does. A 32-bit counter that went
// backwards wrapped once.
func (w Window) Delta(name string) (uint64, bool) {
	first, before := w.First[name]
	last, after := w.Last[name]
	if !before || !after || w.Restarted || first.Bits != last.Bits {
		return 0, false
	}
	switch {
	case last.Value >= first.Value:
		return last.Value - first.Value, true
	case last.Bits == 32:
		return (1<<32 - first.Value) + last.Value, true
	}
	return 0, false
}

// Interval is the time between the readings, zero where it cannot be positive.
func (w Window) Interval() time.Duration {
	return max(0, w.To.Sub(w.From))
}

// Rate is the counter's growth per second, and false where there is no delta
// or no interval.
func (w Window) Rate(name string) (float64, bool) {
	delta, ok := w.Delta(name)
	interval := w.Interval()
	if !ok || interval == 0 {
		return 0, false
	}
	return float64(delta) / interval.Seconds(), true
}
