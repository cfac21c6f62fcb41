package socket

import (
	"context"
	"testing"

	"golang.org/x/sys/unix"
)

func BenchmarkListeners(b *testing.B) {
	ownNamespace(b)
	for range 200 {
		fd, _ := bound(b, unix.AF_INET, unix.SOCK_STREAM)
		if err := unix.Listen(fd, 10); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if got, err := Listeners(context.Background(), wide); err != nil || len(got) != 200 {
			b.Fatal(len(got), err)
		}
	}
}

func BenchmarkUDP(b *testing.B) {
	ownNamespace(b)
	for range 500 {
		bound(b, unix.AF_INET, unix.SOCK_DGRAM)
	}
	b.ReportAllocs()
	for b.Loop() {
		if got, err := ReadUDP(context.Background(), wide); err != nil || len(got) != 500 {
			b.Fatal(len(got), err)
		}
	}
}
