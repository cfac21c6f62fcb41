//go:build unix

package kernel

import (
	"io/fs"
	"syscall"
)

// inode is the number of a file; false where the file system has none.
func inode(info fs.FileInfo) (uint64, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return stat.Ino, true
}
