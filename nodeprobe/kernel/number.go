package kernel

import (
	"fmt"
	"io/fs"
)

// NamespaceNumber is what a program inside the kernel can know a namespace by: the
// inode of the folder net/stat in it. Unlike that of net/dev, struct net leads to
// it (proc_net_ns_init, fs/proc/proc_net.c; low_ino, fs/proc/internal.h, v6.12),
// and unlike /proc/pid/ns/net everyone may stat it.
func NamespaceNumber(fsys fs.FS, n Namespace) (uint64, error) {
	number, err := netFile(fsys, n.PID, "stat")
	if err != nil {
		return 0, err
	}
	// The number of a process that ended may serve another.
	if again, err := netFile(fsys, n.PID, "dev"); err != nil {
		return 0, err
	} else if again != n.Inode {
		return 0, fmt.Errorf("process %d is in another namespace by now: %w", n.PID, fs.ErrNotExist)
	}
	return number, nil
}
