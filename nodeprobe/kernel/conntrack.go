package kernel

import "io/fs"

// ConntrackStat is what the connection table of a network namespace counted.
type ConntrackStat struct {
	// Entries is how many connections there are now.
	Entries uint32
	// Totals are the sums over the processors, by column: drop, early_drop,
	// insert_failed, invalid, clashres and others. Counters of 32 bits: a sum is
	// modulo 2³², and so must be the difference of two.
	//
	// The kernel always says 0 for new, ignore and delete now. What is clashres
	// was searched before 5.10, what is chainlength was delete_list before 5.15.
	Totals Counters
}

// Conntrack reads proc/pid/net/stat/nf_conntrack, mode 0444 (ct_cpu_seq_show,
// net/netfilter/nf_conntrack_standalone.c, v6.12). It is [fs.ErrNotExist] where
// the module is not loaded, and also where the kernel was built without
// CONFIG_NF_CONNTRACK_PROCFS, as those of Ubuntu are: [ConntrackFill] tells
// which.
func Conntrack(fsys fs.FS, pid int) (ConntrackStat, error) {
	name := of(pid, "net/stat/nf_conntrack")
	text, err := table(fsys, name, tableLimit)
	if err != nil {
		return ConntrackStat{}, err
	}
	stat, err := parsePerCPU(name, text, 32)
	return ConntrackStat{Entries: stat.entries, Totals: stat.totals}, err
}

// ConntrackSize is how full the connection table is.
type ConntrackSize struct {
	// Count is the connections of the reader's network namespace, which the
	// kernel compares with Max, the same for all namespaces.
	Count, Max uint32
	// Buckets is the size of the hash table that all namespaces share.
	Buckets uint32
}

// ConntrackFill reads proc/sys/net/netfilter/nf_conntrack_{count,max,buckets},
// of the reader's network namespace. It is [fs.ErrNotExist] where the module is
// not loaded.
func ConntrackFill(fsys fs.FS) (ConntrackSize, error) {
	var size ConntrackSize
	for _, f := range []struct {
		name string
		into *uint32
	}{{"count", &size.Count}, {"max", &size.Max}, {"buckets", &size.Buckets}} {
		n, err := count(fsys, "proc/sys/net/netfilter/nf_conntrack_"+f.name, 32)
		if err != nil {
			return ConntrackSize{}, err
		}
		*f.into = uint32(n)
	}
	return size, nil
}
