// Package nic reads the network interfaces of a node: settings and counters of
// the driver through ioctl(SIOCETHTOOL), links, qdiscs and neighbours through
// rtnetlink, and says what the driver's counters mean.
//
// # Contract
//
// Nothing here needs a privilege, and nothing changes anything. What is read is
// the network namespace of the calling thread at the time of [OpenEthtool],
// [Links], [Qdiscs] or [CountNeighbours]: run the probe in the node's.
//
// What a device does not have is [ErrNotApplicable], never zeros. A device that
// went away meanwhile gives ENODEV. Every read is bounded, in bytes or rows.
//
// Counters say their width: a 64-bit one that went down was reset, a 32-bit one
// may have wrapped. Key them by index and name, since a name can be given to
// another device.
//
// Netlink sockets have a deadline: that of the context, and deadline.Longest at most.
// It ends a read that gets no answer. It cannot end a system call that waits for
// the kernel's RTNL lock, which nothing can; a caller that must not hang while
// another program holds that lock for long calls from a goroutine that it can
// abandon.
//
// The statistics of mlx5 and mana ask the firmware: read them at most once a
// second. The first value of mlx5 after a pause is fresh here, since
// ETHTOOL_GSTATS refreshes; link statistics may be as old as the read before.
//
// [Pairs] and [Interpret] are functions of what was read. hv_netvsc counts the
// packets of its VF too, and of the VF's drops only tx_dropped: take packets
// from the synthetic device, drops from both.
//
// # Why
//
// The ioctl is our own, because the library that others use keeps the address of
// its buffer as a number: when the goroutine's stack moves, the kernel writes
// elsewhere and the caller reads zeros. Here it is a pointer. Kernels before v6.19
// write as many statistics as the driver has by then, however many were asked
// for, so the buffer ends at a page that cannot be written: a device that gained
// queues in between costs a retry instead of the memory behind.
//
// Rtnetlink is parsed here on top of mdlayher/netlink, which hands over messages
// one by one and has deadlines. vishvananda/netlink keeps every table in memory
// and covers far more than a probe should be able to do.
//
// Counters are an allow-list. Of the two thousand of a 16-queue mlx5 two dozen
// say something; half of what has "drop" in its name moves for harmless reasons,
// and the one that matters most, rx_out_of_buffer, has not. Those of the physical
// port (…_phy) are shared by all its VFs, hence by other tenants, and left out.
package nic
