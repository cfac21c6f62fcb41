//go:build unix

package nodes

import "syscall"

// withInode is what a file tells of itself beside what is portable.
func withInode(inode uint64) any { return &syscall.Stat_t{Ino: inode} }
