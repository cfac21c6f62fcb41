package main

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// resident is the memory that the process has, and had at most, in bytes; 0 where
// the system does not tell.
func resident() (now, peak int64) {
	status, _ := os.ReadFile("/proc/self/status")
	of := func(name string) int64 {
		_, rest, _ := strings.Cut(string(status), name+":")
		number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		kilobytes, _ := strconv.ParseInt(number, 10, 64)
		return kilobytes << 10
	}
	return of("VmRSS"), of("VmHWM")
}

// processor is the time that the process has taken.
func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails for another argument only
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
