// Package checktest tries checks on their fixtures, and then attacks them.
//
// # Contract
//
// A fixture is one txtar file a check. Its header names the subject and the
// cases, each with what it wants:
//
//	subject: Service shop/web
//	case pass
//	want: pass | selects 2 pods
//	case near-miss: the label differs on a workload that nobody asked for
//	want: pass
//	case fail
//	want: fail | app=wbe
//	object: Service shop/web
//	fix: kubectl -n shop patch service web
//	case unknown
//	gap: pods forbidden
//	want: unknown | forbidden
//
// A call's subject is written "Deployment shop/web → Service payments/api".
//
// Its files are pasted output. NAME.yaml holds Kubernetes objects as kubectl
// prints them, for all cases; CASE/NAME.yaml those of one case, where an object
// replaces the common one of the same kind, namespace and name. KIND.txt holds
// log lines as "kubectl logs --prefix" prints them, with --timestamps or without,
// KIND.json a list for kinds that are no Kubernetes objects. What a fixture does
// not mention was read and is empty; a log or list that is not there is a gap.
//
// call-flows.jsonl and workload-flows.jsonl hold what "hubble observe -o jsonpb"
// prints. Beside its lines, {"view":{…}} says from when until when it was asked,
// and how far back the rings of the nodes reach, which Hubble does not print;
// hubble-view.jsonl holds nothing else.
//
// node-counters.txt and pod-networks.txt hold what node probes saw, a line each:
//
//	node aks-1                          begins a node; pod-networks may have several
//	window 10s                          between the two readings, 10s if not said
//	pods web-1 web-2                    pod-networks: the pods it was asked about
//	missing timeout                     pod-networks: why it did not answer
//	cpu 0: processed/32 1000+90000 dropped/32 0+12
//	device eth0 driver=hv_netvsc mtu=1500: rx_packets 5+2000 rx_dropped 0+0
//	netns host forwarding=1: Tcp.OutSegs 9+100 Tcp.RetransSegs 0+3
//	netns web-1: Udp.RcvbufErrors 0+7   likewise qdisc, conntrack, neighbour, socket, pressure, drop
//	device new eth1: rx_packets 0+9     the first reading lacks it
//	partial conntrack it is not loaded  why a kind, or a part of it, is missing
//	sysctl net.core.somaxconn 4096
//	looked host web-1                   where listeners and routes are complete
//	listen web-1 tcp 0.0.0.0:8080 queue=3 limit=128 drops=0
//	route host 0.0.0.0/0 via 10.0.0.1 dev eth0 metric 100
//	route host 10.244.1.0/24 rejects
//	ports web-1 10.0.0.7:80 40000-40003 of a run of local ports; "ports web-1" where there is none
//	call web-1 10.0.0.7:80 open=2 opening=1 resent=3
//	neigh 10.0.0.5 dev eth0 PERMANENT mac=02:00:00:00:00:01
//
// A counter is "first+moved"; "/32" behind its name tells its width. A counter
// that no line of its kind names is one that the kernel lacks. A fact with spaces
// is in quotes: example="TCP to port 80".
//
// cilium-metrics.txt holds what a node's Cilium agent counted, in the text format
// of Prometheus, where "first+moved" stands for a number that grew between the
// two readings and "+moved" for one that the first reading lacks. "node aks-1"
// begins it, and "missing hubble it does not answer" says which part is missing.
// A file with nothing in it is a node of a cluster without Cilium.
//
// The attacks on every case: a record is taken away (the verdict may only
// become Unknown); only what was cited is kept (same finding); everything is
// repeated years later and shuffled (same bytes); open samples are thinned
// (nothing becomes Pass); what was read equals what was declared.
//
// # Why
//
// The clock attack runs inside a testing/synctest bubble, where years pass at
// once, so that a check which reads the clock is caught without waiting.
package checktest
