package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"
)

// Namespace is a network namespace that a process lives in.
type Namespace struct {
	// Inode is of net/dev in it. It tells namespaces apart, and a namespace from
	// a later one as long as the earlier one lives.
	Inode     uint64
	PID       int  // of the process by which to read it; the lowest, or the lowest of a pod
	Processes int  // how many live in it
	Host      bool // it is that of process 1: the node's, and of pods with hostNetwork
	// PodUID and ContainerID are "" for the host, and where no process of the
	// first few belongs to a pod.
	PodUID      string
	ContainerID string
}

// NamespaceList is all namespaces, the node's first, then by PID.
type NamespaceList struct {
	Namespaces []Namespace
	Hidden     int  // processes that the reader may not look at
	Truncated  bool // there are more processes than [MostProcesses]
}

// MostProcesses are the processes that one scan looks at, kernel threads too.
const MostProcesses = 32768

const (
	candidates  = 4 // processes of a namespace that are asked for their pod
	cgroupLimit = 64 << 10
)

// Namespaces scans proc for the network namespaces of all processes, without
// privilege: unlike /proc/pid/ns/net, everyone may stat net/dev, and every
// namespace has its own (proc_tgid_net_lookup, fs/proc/proc_net.c;
// proc_register, fs/proc/generic.c, v6.12). Processes that end meanwhile are left out.
func Namespaces(fsys fs.FS) (NamespaceList, error) {
	host, err := netInode(fsys, 1)
	if err != nil {
		return NamespaceList{}, err
	}
	var list NamespaceList
	pids := map[uint64][]int{}
	seen, found := 0, map[uint64]int{}
	err = names(fsys, "proc", func(entry string) bool {
		if entry[0] < '0' || entry[0] > '9' {
			return true
		}
		n, err := number(entry, 10, 31)
		if err != nil || n == 0 {
			return true
		}
		if seen++; seen > MostProcesses {
			list.Truncated = true
			return false
		}
		id, err := netInode(fsys, int(n))
		if err == nil {
			pids[id] = lowest(pids[id], int(n))
			found[id]++
		} else if !gone(err) {
			list.Hidden++
		}
		return true
	})
	if err != nil {
		return NamespaceList{}, err
	}
	for id, some := range pids {
		ns := Namespace{Inode: id, PID: some[0], Processes: found[id], Host: id == host}
		if !ns.Host {
			ns.attribute(fsys, some)
		}
		list.Namespaces = append(list.Namespaces, ns)
	}
	slices.SortFunc(list.Namespaces, func(a, b Namespace) int {
		if a.Host {
			return -1
		}
		if b.Host {
			return 1
		}
		return a.PID - b.PID
	})
	return list, nil
}

// attribute asks processes for their pod, until one has one. The inode is read
// again, since the number of a process that ended may serve another.
func (ns *Namespace) attribute(fsys fs.FS, pids []int) {
	for _, pid := range pids {
		text, err := read(fsys, of(pid, "cgroup"), cgroupLimit)
		if err != nil {
			continue
		}
		pod, container := podOf(text)
		if again, err := netInode(fsys, pid); pod != "" && err == nil && again == ns.Inode {
			ns.PID, ns.PodUID, ns.ContainerID = pid, pod, container
			return
		}
	}
}

func netInode(fsys fs.FS, pid int) (uint64, error) { return netFile(fsys, pid, "dev") }

// netFile is the inode of a file that every namespace has of its own.
func netFile(fsys fs.FS, pid int, file string) (uint64, error) {
	name := of(pid, "net/"+file)
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return 0, unread(name, err)
	}
	id, ok := inode(info)
	if !ok {
		return 0, fmt.Errorf("cannot tell network namespaces apart: %w", errors.ErrUnsupported)
	}
	return id, nil
}

// gone tells a process that ended, or is a zombie, from one that is hidden.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) || errors.Is(err, syscall.EINVAL)
}

// lowest adds a process and keeps the lowest few, in order.
func lowest(pids []int, pid int) []int {
	at, _ := slices.BinarySearch(pids, pid)
	pids = slices.Insert(pids, at, pid)
	return pids[:min(len(pids), candidates)]
}
