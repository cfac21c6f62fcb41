// Package nodes has whole nodes to try the node probe on: trees of proc and sys,
// and what ip, tc and ethtool say, at two moments.
//
// # Contract
//
// A node is a file testdata/NAME.txtar, and a [Node] is what the probe reads: it
// is the file system and the [nodeprobe.Interfaces] of the probe. Sections:
//
//	inodes               a process and the inode of its net/dev, line by line;
//	                     processes with the same are in one network namespace
//	proc/1/net/snmp      a file
//	proc/sys/            files of one value each: their paths and values, line
//	                     by line; "master -> ../eth0" is a link
//	$ ethtool -g eth0    what a command printed; those that the package knows are
//	                     ip -d -s -s -j link, tc -s -j qdisc, ip -j neigh,
//	                     and ethtool with -i, -g, -l and -S
//	later …              the same at the second moment: all of it, or of values
//	                     and of ethtool -S those that changed
//	later …:2,4          the lines of it that changed, by number
//
// A line of ethtool -S that names a file takes the part "stats" of it; the lines
// after it change those statistics.
//
// What is not in the file is not on the node: no section for ethtool -g of a
// device says that it has no rings.
//
// testdata/README.md says where each node is from. -record writes one; whoever
// has hardware that is missing here is asked to.
package nodes
