package nic

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
)

// TestAnswersDoNotDependOnTheStack calls from goroutines whose stacks have just
// grown, grow next or are about to shrink, while the collector runs. Where the
// address of a buffer is kept as a number, one call in a hundred reads zeros.
func TestAnswersDoNotDependOnTheStack(t *testing.T) {
	ownNamespace(t)
	vethPair(t, "numtxqueues", "4", "numrxqueues", "4")
	own := openEthtool(t)
	read := func() string {
		channels, err := own.Channels("v0")
		driver, err2 := own.Driver("v0")
		stats, err3 := own.Stats("v0")
		return fmt.Sprint(channels, driver, len(stats), stats, err, err2, err3)
	}
	want := read()

	stop := make(chan struct{})
	var collector sync.WaitGroup
	collector.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	})
	const calls, workers = 2000, 4
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < calls; i += workers {
				answer := make(chan string)
				go func() { answer <- deep(i%200, read) }() // a fresh, small stack
				if got := <-answer; got != want {
					t.Errorf("call %d answered %s, not %s", i, got, want)
					return
				}
			}
		})
	}
	group.Wait()
	close(stop)
	collector.Wait()
}

// deep calls a function at a depth of frames of some 100 bytes.
func deep(frames int, call func() string) string {
	var pad [64]byte
	if frames == 0 {
		return call()
	}
	answer := deep(frames-1, call)
	pad[frames%len(pad)] = 1
	runtime.KeepAlive(pad)
	return answer
}
