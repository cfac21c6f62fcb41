package kernel

import (
	"cmp"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// QueueList is the queues of a network device that are in use.
type QueueList struct {
	Receive   []ReceiveQueue
	Transmit  []TransmitQueue
	Truncated bool // there are more than [MostQueues]
}

// MostQueues are the queues that are read of one device, of both directions.
const MostQueues = 1024

// ReceiveQueue is how a receive queue is spread in software.
type ReceiveQueue struct {
	Index int
	// RPSCPUs are the processors that packets are handed on to; empty is none,
	// nil a kernel without CONFIG_RPS.
	RPSCPUs []int
	// RPSFlows is the size of the table of flows for RFS; 0 is off.
	RPSFlows *uint32
}

// TransmitQueue is what a transmit queue says of itself.
type TransmitQueue struct {
	Index int
	// XPSCPUs are the processors that send by this queue; nil where the kernel
	// refuses to say, as for a device with one queue only.
	XPSCPUs []int
	// Timeouts are how often the device did not send in time; a counter of 64
	// bits.
	Timeouts *uint64
	// Limits is nil for a device without byte queue limits, as lo and veth are.
	Limits *ByteQueueLimits
}

// Queues reads sys/class/net/device/queues (net/core/net-sysfs.c, v6.12), 2
// files for a receive queue and up to 8 for a transmit queue.
func Queues(fsys fs.FS, device string) (QueueList, error) {
	path, err := deviceFolder(device)
	if err != nil {
		return QueueList{}, err
	}
	path += "/queues"
	var queues QueueList
	var failed error
	err = folder(fsys, path, func(e fs.DirEntry) bool {
		direction, digits, _ := strings.Cut(e.Name(), "-")
		index, err := number(digits, 10, 31)
		if err != nil || direction != "rx" && direction != "tx" {
			return true
		}
		if len(queues.Receive)+len(queues.Transmit) == MostQueues {
			queues.Truncated = true
			return false
		}
		at := path + "/" + direction + "-" + strconv.Itoa(int(index)) + "/"
		if direction == "rx" {
			var q ReceiveQueue
			q, failed = receiveQueue(fsys, at, int(index))
			queues.Receive = append(queues.Receive, q)
		} else {
			var q TransmitQueue
			q, failed = transmitQueue(fsys, at, int(index))
			queues.Transmit = append(queues.Transmit, q)
		}
		return failed == nil
	})
	if err = cmp.Or(err, failed); err != nil {
		return QueueList{}, err
	}
	slices.SortFunc(queues.Receive, func(a, b ReceiveQueue) int { return a.Index - b.Index })
	slices.SortFunc(queues.Transmit, func(a, b TransmitQueue) int { return a.Index - b.Index })
	return queues, nil
}

func receiveQueue(fsys fs.FS, at string, index int) (ReceiveQueue, error) {
	q := ReceiveQueue{Index: index}
	cpus, err := cpuFile(fsys, at+"rps_cpus", cpuMask)
	if _, err = optional(cpus, err); err != nil {
		return q, err
	}
	q.RPSCPUs = cpus
	q.RPSFlows, err = count32(fsys, at+"rps_flow_cnt")
	return q, err
}

func transmitQueue(fsys fs.FS, at string, index int) (TransmitQueue, error) {
	q := TransmitQueue{Index: index}
	cpus, err := cpuFile(fsys, at+"xps_cpus", cpuMask)
	// EINVAL: the queue belongs to no traffic class.
	if _, err = optional(cpus, err, syscall.EINVAL); err != nil {
		return q, err
	}
	q.XPSCPUs = cpus
	if q.Timeouts, err = count64(fsys, at+"tx_timeout"); err != nil {
		return q, err
	}
	q.Limits, err = byteQueueLimits(fsys, at+"byte_queue_limits/")
	return q, err
}
