// Package drop counts the packets that the kernel throws away: in which network
// namespace, for which reason, in which function.
//
// # Contract
//
// [Open] needs CAP_BPF and CAP_PERFMON, and nothing else; an error names what is
// missing. From then until [Counter.Close] every dropped packet of the node is
// counted, but for the reasons of [Noise] and for what TCP frees without a reason
// after it has used it. A train of segments that the kernel handles as one packet
// is one.
//
// [Counter.Read] gives what was dropped since the Read before, or since Open. What
// could not be told apart is counted too, as [Overflow] or [Missed].
//
// Reasons are called as this kernel calls them, without "SKB_DROP_REASON_". A
// kernel that knows none (before v5.17) has NOT_SPECIFIED for every packet. A
// packet without device and socket belongs to namespace 0.
//
// A drop costs some 0.3 µs more, and the table 96 KiB for each processor.
//
// [Drop.Example] is hostile: whoever sends a packet chooses its port.
//
// # Why
//
// It is the only witness, for all of a node, of packets that a policy, a
// blackhole route or tc throws away: none of them moves a counter.
//
// The tracepoint kfree_skb is an interface that kernels keep, the function behind
// it has changed its name. Where its arguments and the members of structures are,
// and what numbers mean, is read from the running kernel's BTF: Ubuntu's 5.15 has
// other numbers than v5.17. The program is assembled, so that nothing has to be
// compiled on a node, nor shipped for each kernel.
//
// A namespace is known by the number of its folder net/stat in proc, which the
// kernel keeps in struct net and everyone may look up for every process
// (kernel.NamespaceNumber). The inode of /proc/pid/ns/net, net->ns.inum, would
// need CAP_SYS_PTRACE to look up.
//
// A packet that waited in a queue has other things where its device was: a word
// counts as a device or socket only if its namespace's loopback device leads back
// to that namespace.
//
// Addresses become names inside the kernel (bpf_snprintf), because
// /proc/kallsyms shows them only to who has CAP_SYSLOG.
//
// The program says that its licence is MIT or GPL: the kernel lends the functions
// that read its memory to no other. It is the only such part of netwhy.
package drop
