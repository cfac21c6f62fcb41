// Package peer asks what Netwhy is compared with: two MCP servers, kubectl, and
// any analyzer that is a command line.
//
// # Contract
//
// [Install] makes ready what is not on the machine, [All] are the peers, and a
// [Peer] answers an [Ask] with a [Result]: what it printed, how long that took,
// and what it cost. Each answer is of a new session, with a home folder and a
// cache of its own, and without the variables of whoever runs the benchmark; an
// analyzer alone keeps the environment of its user, which may hold its settings.
//
//	kubernetes-mcp-server            containers/kubernetes-mcp-server, a Go program that npm brings, read-only
//	mcp-server-kubernetes            Flux159/mcp-server-kubernetes, TypeScript, which runs kubectl; read-only
//	mcp-server-kubernetes, 1 GiB     the same with SPAWN_MAX_BUFFER raised, see below
//	kubectl                          what a person would type
//	analyzers                        commands of a file; analyzers.yaml has k8sgpt, used where it is on PATH
//
// MCP servers are spoken to by the official Go SDK over standard input and
// output, as an IDE does. The SDK is in a module of its own, package
// peer/session, that the product's module does not require; [Server] runs it.
//
// # What is read
//
// [Reads] says what an agent or a person needs in order to see a selector that
// matches nothing, a wrong port, pods that are not ready, a policy that blocks
// or a node that is not ready: pods, Services, EndpointSlices, NetworkPolicies,
// warning events and Deployments of the namespace, or of all; nodes where the
// question is of the cluster or says "node"; the Service that is named, whole.
// These are the same for each peer, and each puts them as its own interface has
// it. They go one after another, as an agent's calls mostly do.
//
// A reader of a namespace needs the rules of its policies, which no table
// shows: there they are read whole. kubernetes-mcp-server lists only as tables,
// so it lists them and gets each, up to [MostWhole] of them. Of a whole cluster
// nobody reads thousands of policies: there all peers read the table.
//
// Analyzers read what they read.
//
// # What the figures mean
//
// Start is what a session takes until it can be asked (the process, the
// handshake and the list of tools), Time is that of all reads after it. Neither
// has npx in it, which takes the better part of a second more: the programs
// that it would start are started. CPU and PeakRSS are of the peer with all that
// it starts, and without this program. A command's CPU is what the kernel says when
// it ends; memory is what a process and its children had at once, looked at every
// [every], or what the largest of them ever had until then.
//
// A model would read the output after that, and be asked between the reads.
// No peer is charged for it, though it takes far longer than the reads.
//
// # What counts as found
//
// A fault is visible when all of its proofs (names, labels, ports) are anywhere
// in the output: [Result.Shows]. Where a table has it in one row, as it has a pod
// that is not ready, words that many rows have are looked for in one:
// [Result.ShowsRow]. That is generous. Whoever reads it still has to hold one
// table against another, among 100,000 rows at worst, and to have a context that
// so much fits into; Netwhy has to say the cause.
//
// A proof has to be one that the form shows. Tables say "0/1" and "NotReady", where
// YAML says ContainersNotReady and KubeletNotReady; what no table has, such as a
// node's other conditions, nobody sees who reads tables.
//
// # What the peers cap
//
// mcp-server-kubernetes lets kubectl print 1 MiB for one call; of more it
// says only that there was no room (ENOBUFS), after it has read that much. That is
// its default, so it is what is measured, and such a read shows nothing. Who
// knows the variable SPAWN_MAX_BUFFER can raise it: this is measured too, so that
// no figure rests on the cap. kubernetes-mcp-server caps nothing; its tables are
// wide and have all labels, which cannot be changed. kubectl pages by 500.
//
// # Why
//
// The rights of the peers' users are not compared: all have the same kubeconfig.
//
// kubectl is built of the API server's own version, since a machine may have any
// or none, and some are wrappers that choose among several. It is not that of
// the tests' API server, which is one program with it and slow to start.
// mcp-server-kubernetes runs the same.
package peer
