// Package kernel reads what the Linux kernel counts about the network of a
// node: one parser for each file of proc and sys, and nothing else.
//
// # Contract
//
// Every function takes a file system whose root holds proc and sys, as
// os.DirFS("/host") or the FS of an [os.Root] does, and opens fixed names below
// it. At most a fixed number of bytes of a file is read; a longer file is an
// error ([ErrTooLarge]), except where a result has a field Truncated.
//
// Columns are found by the name that the kernel gives them, so that a kernel
// with more or fewer of them is read too. What a kernel may lack is a pointer, a
// nil slice or a key that is missing, never a 0. A number that cannot be read,
// or a row that does not fit its header, is an error ([ErrMalformed]) that names
// the file and the line.
//
// A file that is not there gives an error that is [fs.ErrNotExist]; one that the
// kernel never leaves empty, and is, gives [ErrMasked]. Where a process may end
// or a device may go while it is read, the error is [fs.ErrNotExist] too, or the
// kernel's ESRCH, EINVAL or ENODEV.
//
// Functions with a parameter pid read the network namespace of that process;
// process 1 is the node. Those without see what the reader sees: proc/sys/net
// and sys/class/net always show the namespace of whoever asks, even in the proc
// of the node, so that the probe must run in the node's network namespace.
//
// Counters say their width. A 32-bit counter wraps: at a million packets a
// second every 72 minutes. A difference of two readings modulo 2³² is right.
//
// # Why
//
// The formats differ between kernels, and the libraries that exist fix columns
// by position: a newer kernel then yields numbers under wrong names. A wrong
// number accuses the innocent, so that this package rather fails.
//
// Files are read instead of netlink sockets, because nearly all of them are
// readable without any privilege, for every pod of the node too.
//
// The parsers see untrusted text, since a fixture or another container runtime
// may stand where the kernel should, and run beside the host's files: they give
// back numbers and names, never the content of a file.
//
// Numbers are read as little-endian kernels print them: Kubernetes nodes of
// Azure are amd64 or arm64.
package kernel
