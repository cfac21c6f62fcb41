package nic

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// block is memory outside of Go's heap whose end is a page that nobody can
// write: a kernel that writes more than was asked gets EFAULT.
type block struct {
	bytes   []byte
	mapping []byte
}

// reserve gives a block of at least size bytes.
func reserve(size int) (*block, error) {
	page := os.Getpagesize()
	usable := (size + page - 1) / page * page
	mapping, err := unix.Mmap(-1, 0, usable+page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, fmt.Errorf("cannot reserve %d bytes: %w", size, err)
	}
	b := &block{bytes: mapping[:usable:usable], mapping: mapping}
	if err := unix.Mprotect(mapping[usable:], unix.PROT_NONE); err != nil {
		b.free()
		return nil, fmt.Errorf("cannot protect the end of %d bytes: %w", size, err)
	}
	return b, nil
}

func (b *block) free() {
	_ = unix.Munmap(b.mapping) // fails only for what is no mapping
	b.bytes, b.mapping = nil, nil
}
