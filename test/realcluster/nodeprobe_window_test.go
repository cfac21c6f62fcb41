package realcluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/nodeprobe/sample"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// unseen are the kinds that a probe of this cluster can say little of, with a
// part of the reason that it must give. The kernel tells the statistics of
// neighbours, their thresholds, and some parameters such as
// net.core.netdev_max_backlog in its first network namespace only. A real node
// is in that, and the nodes here are not; the container has no part in it. Of
// drops a probe without privilege tells nothing anywhere.
var unseen = map[sample.Kind]string{
	sample.Neighbour: "net/stat/arp_cache: no such file",
	sample.Drop:      "drop reasons are off",
}

// seesNode asserts that the probe tells of all that this kernel has.
func seesNode(t *testing.T, c *Cluster, name string) {
	t.Helper()
	w := window(t, c, name)
	on := func(args ...string) string {
		out, err := c.Node(name).Do(t.Context(), args...)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(out)
	}
	if w.Node != name || w.Boot != on("cat", "/proc/sys/kernel/random/boot_id") || w.Kernel != on("uname", "-r") || !slices.Equal(w.Resolver, []string{outsideNames}) {
		t.Errorf("the window is of node %q, boot %q, kernel %q, with name servers %q", w.Node, w.Boot, w.Kernel, w.Resolver)
	}
	for _, kind := range []struct {
		kind    sample.Kind
		names   []string
		columns []string
		moving  string // a counter that has counted something, "" if all may be zero
	}{
		{sample.CPU, strings.Fields(on("sh", "-c", "seq 0 $(($(wc -l < /proc/net/softnet_stat)-1))")), []string{"processed", "dropped", "time_squeeze", "net_rx"}, "processed"},
		{sample.Device, strings.Fields(on("ls", "/sys/class/net")), []string{"rx_packets", "rx_dropped", "tx_dropped", "rx_missed_errors", "carrier_changes"}, "rx_packets"},
		{sample.Namespace, []string{sample.Host}, []string{"Ip.InReceives", "Tcp.RetransSegs", "Udp.RcvbufErrors", "TcpExt.ListenOverflows"}, "Ip.InReceives"},
		{sample.Conntrack, []string{sample.Host}, []string{"drop", "early_drop", "insert_failed"}, ""},
		{sample.Pressure, []string{"cpu", "io", "memory"}, []string{"some_us"}, ""},
	} {
		var names []string
		moved := false
		for _, s := range w.Of(kind.kind) {
			names = append(names, s.Name)
			value, known := w.Value(s, kind.moving)
			moved = moved || known && value > 0
		}
		slices.Sort(names)
		slices.Sort(kind.names)
		if !slices.Equal(names, kind.names) {
			t.Errorf("of the kind %s there are %q, want %q", kind.kind, names, kind.names)
		}
		if kind.moving != "" && !moved {
			t.Errorf("of the kind %s nothing has counted %s", kind.kind, kind.moving)
		}
		for _, column := range kind.columns {
			if !slices.Contains(w.Columns[kind.kind], column) {
				t.Errorf("of the kind %s the kernel's %s is missing", kind.kind, column)
			}
		}
	}
	if facts := w.Scope(sample.Conntrack, sample.Host).Facts; facts["max"] == "" || facts["count"] == "" {
		t.Errorf("of the connection table it tells %q", facts)
	}
	sysctls(t, w, on)
	for kind, reason := range w.Partial {
		if part, known := unseen[kind]; !known || !strings.Contains(reason, part) {
			t.Errorf("of the kind %s a part is missing: %s", kind, reason)
		}
	}
	for kind, part := range unseen {
		if w.Partial[kind] == "" {
			t.Errorf("of the kind %s it does not say that a part is missing: want %q", kind, part)
		}
	}
	listens(t, w, sample.Host, "tcp", 10250) // kubelet
	listens(t, w, sample.Host, "tcp", probePort)
	if gateway := leads(t, w, sample.Host); gateway != controlAddress {
		t.Errorf("the default route is by way of %q", gateway)
	}
}

// leads asserts that a namespace was looked at and has a default route, and
// says its gateway.
func leads(t *testing.T, w *sample.Window, namespace string) (gateway string) {
	t.Helper()
	if !slices.Contains(w.Looked, namespace) {
		t.Errorf("%s did not look at the sockets and routes of %s", w.Node, namespace)
	}
	for _, r := range w.Routes {
		if r.Namespace == namespace && r.Destination == "0.0.0.0/0" && !r.Rejects {
			return r.Gateway
		}
	}
	t.Errorf("%s tells of no default route in %s", w.Node, namespace)
	return ""
}

// seesWhatIsSet asserts that the probe tells of what an administrator sets on a
// node, which the kernel says over netlink.
func seesWhatIsSet(t *testing.T, c *Cluster, name string) {
	t.Helper()
	for _, args := range [][]string{
		{"tc", "qdisc", "add", "dev", "eth0", "root", "handle", "5:", "tbf", "rate", "1gbit", "burst", "1mb", "latency", "50ms"},
		{"ip", "neighbour", "add", "172.30.0.99", "lladdr", "02:00:00:00:00:99", "dev", "eth0"},
		{"ip", "route", "add", "blackhole", "198.51.100.0/24"},
	} {
		if _, err := c.Node(name).Do(t.Context(), args...); err != nil {
			t.Fatal(err)
		}
	}
	w := fresh(t, c, name)
	if packets, known := w.Value(w.Scope(sample.Queueing, "eth0 5:"), "packets"); !known || packets == 0 {
		t.Errorf("the queueing discipline sent %d packets, %t; the reason may be %q", packets, known, w.Partial[sample.Queueing])
	}
	if !slices.Contains(w.Neighbours, sample.NeighbourEntry{Address: "172.30.0.99", Device: "eth0", State: "PERMANENT", MAC: "02:00:00:00:00:99"}) {
		t.Errorf("the neighbour is not among %+v", w.Neighbours)
	}
	if !slices.ContainsFunc(w.Routes, func(r sample.Route) bool {
		return r.Namespace == sample.Host && r.Destination == "198.51.100.0/24" && r.Rejects
	}) {
		t.Errorf("the route is not among %+v", w.Routes)
	}
}

// sysctls asserts that the parameters are those of the node's own network.
func sysctls(t *testing.T, w *sample.Window, on func(...string) string) {
	t.Helper()
	for _, name := range []string{"net.core.somaxconn", "net.core.rmem_max", "net.ipv4.ip_local_port_range", "net.ipv4.ip_forward", "net.netfilter.nf_conntrack_max"} {
		if w.Sysctls[name] == "" {
			t.Errorf("the parameter %s is missing", name)
		}
	}
	for name, value := range w.Sysctls {
		if want := strings.Join(strings.Fields(on("sysctl", "-n", name)), " "); value != want && name != "net.netfilter.nf_conntrack_count" {
			t.Errorf("the parameter %s is %q, want %q", name, value, want)
		}
	}
}

// listens asserts that somebody takes connections or datagrams on a port.
func listens(t *testing.T, w *sample.Window, namespace, protocol string, port int32) {
	t.Helper()
	for _, l := range w.Listens {
		if l.Namespace == namespace && strings.TrimSuffix(l.Protocol, "6") == protocol && int32(l.Port) == port {
			return
		}
	}
	t.Errorf("%s: nobody listens on %s %d in %s", w.Node, protocol, port, namespace)
}

// seesPods asserts that each probe tells of the pods on its node that it is
// asked for, and of no others.
func seesPods(t *testing.T, c *Cluster) {
	t.Helper()
	client, err := c.Client()
	if err != nil {
		t.Fatal(err)
	}
	list, err := client.CoreV1().Pods("").List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range Nodes() {
		var asked []Pod
		for _, p := range list.Items {
			if p.Namespace != "kube-system" && !p.Spec.HostNetwork {
				asked = append(asked, Pod{UID: string(p.UID)})
			}
		}
		w, here := window(t, c, node, asked...), 0
		for _, p := range list.Items {
			s := w.Scope(sample.Namespace, string(p.UID))
			value, known := w.Value(s, "Ip.InReceives")
			switch lives := p.Spec.NodeName == node && p.Namespace != "kube-system" && !p.Spec.HostNetwork; {
			case lives && (!known || value == 0):
				t.Errorf("%s tells of %s/%s that it received %d packets, %t", node, p.Namespace, p.Name, value, known)
			case lives:
				here++
				leads(t, w, string(p.UID))
				for _, container := range p.Spec.Containers {
					for _, port := range container.Ports {
						listens(t, w, string(p.UID), strings.ToLower(string(port.Protocol)), port.ContainerPort)
					}
				}
			case s != nil:
				t.Errorf("%s tells of %s/%s, which is none of its own that were asked for", node, p.Namespace, p.Name)
			}
		}
		for _, l := range w.Listens {
			if l.Namespace != sample.Host && !slices.ContainsFunc(asked, func(p Pod) bool { return p.UID == l.Namespace }) {
				t.Errorf("%s tells who listens in %s, which was not asked for", node, l.Namespace)
			}
		}
		if here == 0 {
			t.Errorf("%s tells of no pod", node)
		}
		if without := window(t, c, node); len(without.Of(sample.Namespace)) != 1 {
			t.Errorf("%s tells of %d namespaces, and was asked for the node's alone", node, len(without.Of(sample.Namespace)))
		}
	}
}

// attributes asserts that datagrams are counted in the namespace of the pod that
// got them, and in that of no other.
func attributes(t *testing.T, c *Cluster) {
	t.Helper()
	got := func(p Pod) uint64 {
		w := fresh(t, c, p.Node, p)
		value, known := w.Value(w.Scope(sample.Namespace, p.UID), "Udp.InDatagrams")
		if !known {
			t.Errorf("the probe does not know what %s got", p.Name)
		}
		return value
	}
	stats, web := one(t, c, "telemetry", "app=stats"), one(t, c, "shop", "app=web") // web is sent no datagram by anybody
	before, still := got(stats), got(web)
	measure(t, c, "udp", "stats.telemetry.svc.cluster.local:8125") // three at least
	if after := got(stats); after < before+3 {
		t.Errorf("stats got %d datagrams before and %d after three more", before, after)
	}
	if after := got(web); after != still {
		t.Errorf("web got %d datagrams, and was sent none", after-still)
	}
}

func one(t *testing.T, c *Cluster, namespace, selector string) Pod {
	t.Helper()
	pods, err := c.Pods(t.Context(), namespace, selector)
	if err != nil || len(pods) == 0 {
		t.Fatalf("cannot find %s in %s: %v", selector, namespace, err)
	}
	return pods[0]
}

// countsDrops asserts that what a pod's firewall drops, which moves no other
// counter, is told with its reason and as that pod's.
func countsDrops(t *testing.T, c *Cluster) {
	t.Helper()
	stats := one(t, c, "telemetry", "app=stats")
	if _, err := c.InPod(t.Context(), stats, "iptables", "-I", "INPUT", "-p", "udp", "--dport", "9999", "-j", "DROP"); err != nil {
		t.Fatal(err)
	}
	// It fails, which is the point.
	_, _ = c.Kubectl(t.Context(), "-n", "shop", "exec", "deploy/client", "--", "/app", "measure", "-n", "5", "-timeout", "200ms", "udp", stats.IP+":9999")
	w := fresh(t, c, stats.Node, stats)
	s := w.Scope(sample.Drop, stats.UID+" NETFILTER_DROP")
	if packets, known := w.Value(s, "packets"); !known || packets < 5 || !strings.Contains(s.Facts["example"], "9999") {
		t.Errorf("of five datagrams that stats dropped the probe tells %d, %t: %+v", packets, known, s)
	}
	if why := w.Partial[sample.Drop]; why != "" {
		t.Errorf("of drops a part is missing: %s", why)
	}
}
