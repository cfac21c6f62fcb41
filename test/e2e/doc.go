// Package e2e asks Netwhy, as a user would, about a real cluster in which
// something is really wrong, or only looks so.
//
// # Contract
//
// A scenario is one txtar file in testdata. Its header:
//
//	One sentence that says what is wrong, or what only looks wrong.
//	ask: pods in shop cannot reach telemetry
//	namespace: shop                        (optional: -n)
//	network: proxy                         (optional; cilium by default)
//	probe: none                            (optional: Netwhy is not told of the node probe)
//	do: kubectl -n telemetry scale deployment/collector --replicas=0
//	do: node node-b stop kubelet           (or start kubelet; start and stop dns-outside on control)
//	do: node node-b run iptables -A …      (a program on a node)
//	do: pod telemetry app=collector run iptables -A … (in the network of each running pod)
//	do: client run measure -n 5 http http://…         (the application in shop/client; its failure is no error)
//	until: kubectl -n telemetry get pods => CrashLoopBackOff   (repeated until it prints that)
//	broken: http http://collector.telemetry (measured by shop/client until it fails: the proof of the fault)
//	works: udp stats.telemetry:8125        (measured until it succeeds)
//	partly: http http://api.payments       (measured until some attempts succeed and some fail)
//	proof: pod telemetry app=stats run nstat -asz UdpRcvbufErrors => 12 (what "do" takes, repeated until it prints that)
//	proof: client run measure -n 5 http http://… => "timeout":5
//	flows: --verdict DROPPED => POLICY_DENIED (hubble observe, repeated until it prints that)
//	status: fault                          (fault, healthy or unknown)
//	root: service.scaled-to-zero Deployment telemetry/collector  (all root causes; * for any cause's name)
//	also: …                                (all that is seen beside them)
//	says: …                                (in the report)
//	never: DNS                             (in no cause)
//	mended: healthy                        (the status after the printed commands were run)
//	pending: 5 policies with rules need the path engine
//	undo: node node-b run iptables -D …    (what restoring the manifests does not)
//
// Section objects.yaml holds objects that are applied first. What it names
// beside the application is deleted afterwards, what it changes is restored.
// Lines run in their order; without an "until", all pods must be settled.
//
// A pending scenario is one that no part built so far can answer. It is
// injected and proven like any other, and must accuse nobody innocent. Once it
// is answered rightly it fails until its line is taken away: the issue whose
// number it has turns it on. One that is pending for issue 3 is a defect: what
// is built should answer it, and answers wrongly, at least sometimes.
//
// # How the question is asked
//
// The real program runs on node-a, as the in-cluster agent would, with the
// rights that the sources declare and no others. Where the cluster runs the node
// probe, it is given the probe's Service and a client certificate; where it runs Hubble, the
// relay's address, and how long ago the scenario before ended.
// Its bundle is replayed, and must give the same report.
//
// The cluster is the one that NETWHY_CLUSTER names, or "dev" if it runs, or one
// made for the tests.
package e2e
