package nic

import (
	"fmt"
	"strings"
)

// MostStats is the largest number of statistics that is read of one device. A
// 64-queue mlx5 has some 6,000.
const MostStats = 16384

// nameLength is ETH_GSTRING_LEN (include/uapi/linux/ethtool.h, v6.12).
const nameLength = 32

// Stat is one statistic of a driver, 64 bits wide as it is handed over; what the
// driver counts in may be narrower ([Counter.Bits]).
type Stat struct {
	Name  string
	Value uint64
}

// statNames splits a block of fields of 32 bytes, each a name that ends at its
// first zero byte. Some drivers fill names with blanks, and a device that is
// being detached has empty ones.
func statNames(block []byte, count int) ([]string, error) {
	if count < 0 || count > MostStats || len(block) < count*nameLength {
		return nil, fmt.Errorf("%d names do not fit in %d bytes", count, len(block))
	}
	all := string(block[:count*nameLength]) // one allocation, that all names share
	names := make([]string, count)
	for i := range names {
		field := all[i*nameLength : (i+1)*nameLength]
		name, _, _ := strings.Cut(field, "\x00")
		names[i] = strings.TrimSpace(name)
	}
	return names, nil
}
