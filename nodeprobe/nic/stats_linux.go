package nic

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	setStats = 1 // ETH_SS_STATS (include/uapi/linux/ethtool.h, v6.12)

	namesHeader  = 12 // struct ethtool_gstrings before its data
	valuesHeader = 8  // struct ethtool_stats before its data

	statsTries = 3
)

// errMoreStats says that the number of statistics changed between two calls.
var errMoreStats = errors.New("the number of statistics changes")

// Stats reads the statistics of a driver, in its order, as "ethtool -S" does: by
// ETHTOOL_GSSET_INFO, ETHTOOL_GSTRINGS and ETHTOOL_GSTATS. The names are those of
// the driver: trust none but those that [Interpret] knows.
//
// It asks the device's firmware where the driver does (mlx5, mana). All values
// are 0 where a driver answers so while its port is down (mana).
func (e *Ethtool) Stats(device string) ([]Stat, error) {
	err := errMoreStats
	var stats []Stat
	for try := 0; try < statsTries && errors.Is(err, errMoreStats); try++ {
		stats, err = e.statsOnce(device)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the statistics of %s: %w", device, err)
	}
	return stats, nil
}

func (e *Ethtool) statsOnce(device string) ([]Stat, error) {
	count, err := e.countStats(device)
	if err != nil {
		return nil, err
	}
	if count > MostStats {
		return nil, fmt.Errorf("%d are more than %d", count, MostStats)
	}
	e.busy.Lock()
	defer e.busy.Unlock()
	if e.block == nil {
		// Pages are taken only as far as they are written. Values need less.
		if e.block, err = reserve(namesHeader + MostStats*nameLength); err != nil {
			return nil, err
		}
	}
	names, err := e.statNames(device, e.block, count)
	if err != nil {
		return nil, err
	}
	if err := e.statValues(device, e.block, count); err != nil {
		return nil, err
	}
	stats := make([]Stat, 0, count)
	for i, name := range names {
		if name != "" {
			stats = append(stats, Stat{Name: name, Value: binary.NativeEndian.Uint64(e.block.bytes[valuesHeader+8*i:])})
		}
	}
	return stats, nil
}

// countStats reads struct ethtool_sset_info, whose mask comes back empty where
// the driver has no statistics.
func (e *Ethtool) countStats(device string) (int, error) {
	info := &struct {
		cmd, _ uint32
		mask   uint64
		count  uint32
	}{cmd: unix.ETHTOOL_GSSET_INFO, mask: 1 << setStats}
	if err := e.do(device, unsafe.Pointer(info)); err != nil {
		return 0, err
	}
	if info.mask == 0 || info.count == 0 {
		return 0, ErrNotApplicable
	}
	return int(info.count), nil
}

func (e *Ethtool) statNames(device string, block *block, count int) ([]string, error) {
	binary.NativeEndian.PutUint32(block.bytes[0:], unix.ETHTOOL_GSTRINGS)
	binary.NativeEndian.PutUint32(block.bytes[4:], setStats)
	binary.NativeEndian.PutUint32(block.bytes[8:], uint32(count))
	if err := e.fill(device, block); err != nil {
		return nil, err
	}
	if binary.NativeEndian.Uint32(block.bytes[8:]) != uint32(count) {
		return nil, errMoreStats
	}
	return statNames(block.bytes[namesHeader:], count)
}

func (e *Ethtool) statValues(device string, block *block, count int) error {
	binary.NativeEndian.PutUint32(block.bytes[0:], unix.ETHTOOL_GSTATS)
	binary.NativeEndian.PutUint32(block.bytes[4:], uint32(count))
	if err := e.fill(device, block); err != nil {
		return err
	}
	if binary.NativeEndian.Uint32(block.bytes[4:]) != uint32(count) {
		return errMoreStats // v6.19 writes none then, earlier kernels all
	}
	return nil
}

// fill runs a command on a block; at the block's end the kernel stops with EFAULT.
func (e *Ethtool) fill(device string, block *block) error {
	err := e.do(device, unsafe.Pointer(&block.bytes[0]))
	if errors.Is(err, unix.EFAULT) {
		return errMoreStats
	}
	return err
}
