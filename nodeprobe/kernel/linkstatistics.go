package kernel

import "io/fs"

// mostStatistics bounds a directory; Linux 6.12 has 24 files in it.
const mostStatistics = 64

// LinkStatistics reads sys/class/net/device/statistics, as "rx_nohandler" or
// "rx_missed_errors": counters of 64 bits (netstat_show, net/core/net-sysfs.c,
// v6.12).
//
// It asks the driver once for each file, some 60 µs. mlx5 answers from a cache
// that the read itself refreshes in the background, so that the first reading
// of rx_missed_errors is old.
func LinkStatistics(fsys fs.FS, device string) (Counters, error) {
	at, err := deviceFolder(device)
	if err != nil {
		return nil, err
	}
	at += "/statistics"
	counters := make(Counters, 32)
	var failed error
	err = folder(fsys, at, func(e fs.DirEntry) bool {
		if len(counters) == mostStatistics {
			failed = unread(at, ErrTooLarge)
			return false
		}
		var n uint64
		if n, failed = count(fsys, at+"/"+e.Name(), 64); failed == nil {
			counters[e.Name()] = n
		}
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	return counters, nil
}
