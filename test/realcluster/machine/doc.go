// Package machine runs machines of a test cluster on this one: each is a
// process tree in namespaces of its own (processes, mounts, network, host name,
// IPC) and in control groups of its own.
//
// # Contract
//
// [Launch] makes a machine, [Open] finds one that runs. Its first process is
// the program in the folder init, which starts and ends the machine's processes
// when it is told so over a Unix socket in the machine's folder. Nothing of a
// machine outlives its first process but its folder and its empty control
// groups, which [Machine.Remove] removes.
//
// # Why
//
// A process namespace makes the end certain: when its first process is gone,
// the kernel ends all others, however they were started, and with the last of
// them the mounts and the network go too. No name is ever put into the host's
// /run/netns, no mount into its tree. So a crash leaves nothing but folders.
package machine
