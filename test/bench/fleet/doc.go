// Package fleet runs thousands of node probes in one process: the real server
// behind real certificates, over windows that the real probe recorded.
//
// # Contract
//
// [Plan] says which nodes there are, of which pool, what is wrong with some and
// how some are silent; it is a function of its arguments. [Start] runs their
// probes on loopback, each on an address of its own and all on one port, so that
// an EndpointSlice can list them. What a probe answers is the recorded window of
// its pool under its own name, ending now, with the fault of the plan in its
// counters. The files that a client needs are in [Fleet.Client].
//
// The program in serve does the same for another process.
//
// # Why
//
// Linux answers on all of 127.0.0.0/8, so that 5,000 addresses need no devices
// and no privilege. A probe costs one file descriptor, and one more while it is
// connected to: the listener for anybody, whom nobody asks here, has none.
// Windows are put together for each question: 5,000 of them in memory would
// weigh more than all else.
package fleet
