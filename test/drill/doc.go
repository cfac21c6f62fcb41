// Package drill makes real faults in the kernel's network, lets the real probe
// read them, and holds the real checks against what was done.
//
// # Contract
//
// A drill makes a node of its own: a process tree in namespaces of its own
// (processes, mounts, network), with two pods and a machine outside that are
// joined to it by virtual cables. The probe runs as the node's first process. It
// reads the node, the fault is made, and it reads again. The agent asks for the
// window in its own way, over the network, and the checks judge what it gets.
//
// The counters must have moved by what the fault costs; the check that is made
// for the fault must fail and name the counter; and no other check may fail,
// neither of the node, nor of the pod, nor of its idle neighbour, but for
// consequences that the drill names with their reason. All is judged a second time
// without the reasons of drops, which only some probes count: what they alone tell
// is then Unknown, and never Pass.
//
// The rows are those of a table of faults that were measured before this package:
//
//	 1–5   sockets that cannot keep up           rows_sockets_test.go
//	 6–10  connection tracking                   rows_conntrack_test.go
//	11–14  processors                            rows_processors_test.go
//	15–19  queues of devices                     rows_queues_test.go
//	20–22  packets that somebody drops           rows_filters_test.go
//	23–26  neighbours, MTU, unknown frames       rows_frames_test.go
//	27–29  checksums, ways and no ways           rows_ways_test.go
//	30–33  ports, memory, fragments, carrier     rows_limits_test.go
//
// Rows 6, 7, 11, 12, 13, 23, 31 and 32 turn a knob that belongs to the whole
// machine. They run only where NETWHY_HOST_DRILLS=1 says that the
// machine may be disturbed, one after another and while no other drill runs. The
// knob's old value is in a file before it is touched: after a run that died
// half-way, the next one turns it back.
//
// # What cannot be made here
//
//   - A ring of hardware that overflows, a virtual function that is missing, errors
//     of a driver: no virtual device has them. Package nic replays recordings.
//   - A flood that is too much for one processor of many (row 14 with a verdict):
//     it takes four processors and 50,000 packets a second. The drill proves that a
//     busy processor that loses nothing accuses nobody.
//   - Random loss and delay by netem, which not every kernel has: a BPF program
//     loses packets, and a token bucket delays them.
//
// # Why
//
// A check's fixture is what its author believes the kernel counts. Here the
// kernel counts.
package drill
