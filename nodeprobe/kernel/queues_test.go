package kernel

import (
	"errors"
	"io/fs"
	"strconv"
	"syscall"
	"testing"
	"testing/fstest"
)

// refusing is a file system where reading some files fails as the kernel would.
type refusing struct {
	fstest.MapFS
	files map[string]error
}

func (r refusing) Open(name string) (fs.File, error) {
	file, err := r.MapFS.Open(name)
	if refusal := r.files[name]; refusal != nil && err == nil {
		return refusedFile{file, refusal}, nil
	}
	return file, err
}

type refusedFile struct {
	fs.File
	err error
}

func (f refusedFile) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: "x", Err: f.err}
}

func TestQueues(t *testing.T) {
	equal(t, must(Queues(node(), "eth0"))(t), QueueList{
		Receive: []ReceiveQueue{{Index: 0, RPSCPUs: []int{}, RPSFlows: new(uint32(0))}},
		Transmit: []TransmitQueue{{Index: 0, Timeouts: new(uint64(0)), Limits: &ByteQueueLimits{
			Limit: 7960, LimitMax: 1879048192, HoldTime: 1000, Stalls: new(uint64(0)),
		}}},
	})
	lo := must(Queues(node(), "lo"))(t)
	if lo.Transmit[0].Limits != nil {
		t.Error("lo has byte queue limits")
	}
}

func TestQueuesOfOtherKernels(t *testing.T) {
	q := "sys/class/net/eth0/queues/"
	m := files(
		q+"rx-10/rps_cpus", "00000001,00000003\n", q+"rx-2/rps_cpus", "0\n", q+"rx-10/rps_flow_cnt", "4096\n",
		q+"tx-0/xps_cpus", "5\n", q+"tx-0/tx_timeout", "18446744073709551615\n",
		q+"tx-0/byte_queue_limits/limit", "1\n", q+"tx-0/byte_queue_limits/limit_min", "2\n", q+"tx-0/byte_queue_limits/limit_max", "3\n",
		q+"tx-0/byte_queue_limits/inflight", "4\n", q+"tx-0/byte_queue_limits/hold_time", "5\n", // 5.15 to 6.8: no stall_cnt
		q+"tx-1/xps_cpus", "refused", q+"other/file", "1\n", q+"rx-x/rps_cpus", "1\n",
	)
	got := must(Queues(refusing{m, map[string]error{q + "tx-1/xps_cpus": syscall.EINVAL}}, "eth0"))(t)
	equal(t, got, QueueList{
		Receive: []ReceiveQueue{{Index: 2, RPSCPUs: []int{}}, {Index: 10, RPSCPUs: []int{0, 1, 32}, RPSFlows: new(uint32(4096))}},
		Transmit: []TransmitQueue{
			{Index: 0, XPSCPUs: []int{0, 2}, Timeouts: new(uint64(1<<64 - 1)), Limits: &ByteQueueLimits{Limit: 1, LimitMin: 2, LimitMax: 3, InFlight: 4, HoldTime: 5}},
			{Index: 1},
		},
	})
}

func TestQueuesThatAreWrong(t *testing.T) {
	q := "sys/class/net/eth0/queues/"
	for _, file := range []string{"rx-0/rps_cpus", "rx-0/rps_flow_cnt", "tx-0/xps_cpus", "tx-0/tx_timeout", "tx-0/byte_queue_limits/limit"} {
		wrong(t, q+file, func(f fs.FS) (QueueList, error) { return Queues(f, "eth0") }, map[string]int{"x\n": 1, "\n": 1})
	}
	for _, device := range []string{"", ".", "..", "a/b", "/", "../../..", "sixteen-letters-"} {
		if _, err := Queues(node(), device); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("device %q: %v", device, err)
		}
	}
	if _, err := Queues(node(), "eth9"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no device: %v", err)
	}
}

func TestQueuesAreBounded(t *testing.T) {
	m := fstest.MapFS{}
	for i := range MostQueues + 1 {
		m["sys/class/net/eth0/queues/rx-"+strconv.Itoa(i)+"/rps_flow_cnt"] = &fstest.MapFile{Data: []byte("0\n")}
	}
	got := must(Queues(m, "eth0"))(t)
	if !got.Truncated || len(got.Receive) != MostQueues {
		t.Errorf("%d queues, %t", len(got.Receive), got.Truncated)
	}
}
