package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	roomy = 200      // percent that a small heap may grow before it is collected
	small = 32 << 20 // bytes that are in use
)

// room lets the heap of a short question grow further between collections, which
// are a fifth of its work otherwise. A heap that is no longer small goes back to Go's
// own pace, so that a large cluster costs no more memory. What the operator has set
// by GOGC stays.
func room() {
	if os.Getenv("GOGC") == "" {
		before := debug.SetGCPercent(roomy)
		watch(before)
	}
}

// watch looks at the heap after the next collection.
func watch(before int) {
	runtime.AddCleanup(new(*int), func(before int) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		if metrics.Read(live); live[0].Value.Kind() == metrics.KindUint64 && live[0].Value.Uint64() < small {
			watch(before)
			return
		}
		debug.SetGCPercent(before)
	}, before)
}
