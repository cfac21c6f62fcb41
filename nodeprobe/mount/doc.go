// Package mount opens files below the folder that the node's proc and sys are
// mounted in, and none that is elsewhere.
//
// # Contract
//
// What [Open] gives is as the FS of an [os.Root]: links are followed as long as
// they stay below the folder. Files are read without blocking others, and must
// be closed: nothing else closes them.
//
// # Why
//
// A sample opens a thousand files of proc, three folders deep. An os.Root walks
// to each folder by folder, and a file of package os registers with the poller,
// which proc refuses: eleven system calls a file, a third of the probe's
// processor time. Here one, openat2, does the walk, and the kernel holds it
// below the folder. Where a sandbox refuses openat2, an os.Root does it all.
package mount
