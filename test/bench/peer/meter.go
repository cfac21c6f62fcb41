package peer

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// every is how often memory is looked at: a kubectl lives for longer, and the
	// looking takes some hundredths of one processor.
	every = 20 * time.Millisecond
	tick  = 10 * time.Millisecond // of the clock in proc/PID/stat
)

// Meter watches a process and all that it started.
type Meter struct {
	root  int
	stop  chan struct{}
	done  sync.WaitGroup
	peak  int64
	pages int64
}

// Watch begins to look at the memory of a process.
func Watch(pid int) *Meter {
	m := &Meter{root: pid, stop: make(chan struct{}), pages: int64(os.Getpagesize())}
	m.done.Go(func() {
		next := time.NewTicker(every)
		defer next.Stop()
		for {
			m.look()
			select {
			case <-next.C:
			case <-m.stop:
				return
			}
		}
	})
	return m
}

// Stop ends it and says the most memory, in bytes, that was seen.
func (m *Meter) Stop() int64 {
	close(m.stop)
	m.done.Wait()
	return m.peak
}

// CPU is the processor time so far: of those that live to the nanosecond, and of
// those that they waited for in ticks.
func (m *Meter) CPU() time.Duration {
	var sum time.Duration
	for _, pid := range tree(m.root) {
		var own unix.Timespec
		if err := unix.ClockGettime(clock(pid), &own); err != nil {
			continue // it has just ended
		}
		sum += time.Duration(own.Nano())
		_, after, _ := strings.Cut(process(pid, "stat"), ") ")
		fields := strings.Fields(after)
		if len(fields) < 15 {
			continue
		}
		for _, text := range fields[13:15] { // cutime, cstime
			if n, err := strconv.ParseInt(text, 10, 64); err == nil {
				sum += time.Duration(n) * tick
			}
		}
	}
	return sum
}

// clock is that of a process, as clock_getcpuclockid(3) makes it.
func clock(pid int) int32 { return int32(^pid<<3 | 2) }

// look takes what all have at once, and the most that one of them ever had. What the
// kernel says when a process ends is of no use: it starts from the memory of whoever
// started the process.
func (m *Meter) look() {
	sum := int64(0)
	for _, pid := range tree(m.root) {
		if fields := strings.Fields(process(pid, "statm")); len(fields) > 1 {
			if n, err := strconv.ParseInt(fields[1], 10, 64); err == nil {
				sum += n * m.pages
			}
		}
		_, peak, _ := strings.Cut(process(pid, "status"), "VmHWM:")
		if n, err := strconv.ParseInt(strings.Fields(peak + " ?")[0], 10, 64); err == nil {
			m.peak = max(m.peak, n<<10)
		}
	}
	m.peak = max(m.peak, sum)
}

// tree is a process and all below it. Each thread has children of its own.
func tree(root int) []int {
	list := []int{root}
	for i := 0; i < len(list); i++ {
		files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", list[i]))
		if err != nil {
			return list // the pattern is well formed
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				continue // the thread has just ended
			}
			for _, word := range strings.Fields(string(text)) {
				if pid, err := strconv.Atoi(word); err == nil {
					list = append(list, pid)
				}
			}
		}
	}
	return list
}

// process is a file of a process, empty when it has just ended.
func process(pid int, name string) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, name))
	if err != nil {
		return ""
	}
	return string(text)
}
