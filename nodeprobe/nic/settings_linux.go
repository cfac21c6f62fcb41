package nic

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Driver reads ETHTOOL_GDRVINFO.
func (e *Ethtool) Driver(device string) (Driver, error) {
	info := &unix.EthtoolDrvinfo{Cmd: unix.ETHTOOL_GDRVINFO}
	if err := e.ask("driver", device, unsafe.Pointer(info)); err != nil {
		return Driver{}, err
	}
	return Driver{
		Name:     unix.ByteSliceToString(info.Driver[:]),
		Version:  unix.ByteSliceToString(info.Version[:]),
		Firmware: unix.ByteSliceToString(info.Fw_version[:]),
		Bus:      unix.ByteSliceToString(info.Bus_info[:]),
	}, nil
}

// ringparam is struct ethtool_ringparam (include/uapi/linux/ethtool.h, v6.12).
type ringparam struct {
	cmd                                 uint32
	rxMost, miniMost, jumboMost, txMost uint32
	rx, mini, jumbo, tx                 uint32
}

// Rings reads ETHTOOL_GRINGPARAM.
func (e *Ethtool) Rings(device string) (Rings, error) {
	p := &ringparam{cmd: unix.ETHTOOL_GRINGPARAM}
	if err := e.ask("rings", device, unsafe.Pointer(p)); err != nil {
		return Rings{}, err
	}
	return Rings{RX: p.rx, RXMost: p.rxMost, TX: p.tx, TXMost: p.txMost}, nil
}

// channelparam is struct ethtool_channels (include/uapi/linux/ethtool.h, v6.12).
type channelparam struct {
	cmd                                     uint32
	rxMost, txMost, otherMost, combinedMost uint32
	rx, tx, other, combined                 uint32
}

// Channels reads ETHTOOL_GCHANNELS.
func (e *Ethtool) Channels(device string) (Channels, error) {
	p := &channelparam{cmd: unix.ETHTOOL_GCHANNELS}
	if err := e.ask("channels", device, unsafe.Pointer(p)); err != nil {
		return Channels{}, err
	}
	return Channels{
		Combined: p.combined, CombinedMost: p.combinedMost,
		RX: p.rx, RXMost: p.rxMost,
		TX: p.tx, TXMost: p.txMost,
	}, nil
}

// coalesceparam is struct ethtool_coalesce (include/uapi/linux/ethtool.h, v6.12);
// each group is microseconds, frames, and the same within an interrupt.
type coalesceparam struct {
	cmd                    uint32
	rx, tx                 [4]uint32
	_                      uint32
	adaptiveRX, adaptiveTX uint32
	_                      [11]uint32
}

// Coalescing reads ETHTOOL_GCOALESCE.
func (e *Ethtool) Coalescing(device string) (Coalescing, error) {
	p := &coalesceparam{cmd: unix.ETHTOOL_GCOALESCE}
	if err := e.ask("coalescing", device, unsafe.Pointer(p)); err != nil {
		return Coalescing{}, err
	}
	return Coalescing{
		RXMicroseconds: p.rx[0], RXFrames: p.rx[1],
		TXMicroseconds: p.tx[0], TXFrames: p.tx[1],
		AdaptiveRX: p.adaptiveRX != 0, AdaptiveTX: p.adaptiveTX != 0,
	}, nil
}
