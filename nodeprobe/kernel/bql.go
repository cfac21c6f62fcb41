package kernel

import "io/fs"

// ByteQueueLimits is how much may wait in the ring of the device, in bytes.
type ByteQueueLimits struct {
	Limit, LimitMin, LimitMax uint32
	InFlight                  uint32  // handed to the device and not sent yet
	HoldTime                  uint32  // milliseconds
	Stalls                    *uint64 // counter; only since 6.9, and only grows if stall_thrs is set
}

// byteQueueLimits is nil where the kernel or the device has none.
func byteQueueLimits(fsys fs.FS, at string) (*ByteQueueLimits, error) {
	var l ByteQueueLimits
	for _, f := range []struct {
		name string
		into *uint32
	}{
		{"limit", &l.Limit}, {"limit_min", &l.LimitMin}, {"limit_max", &l.LimitMax},
		{"inflight", &l.InFlight}, {"hold_time", &l.HoldTime},
	} {
		n, err := count32(fsys, at+f.name)
		if err != nil || n == nil {
			return nil, err
		}
		*f.into = *n
	}
	var err error
	l.Stalls, err = count64(fsys, at+"stall_cnt")
	return &l, err
}
