package drill

import (
	"bytes"
	"errors"
	"fmt"
	"net/rpc"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	agent "github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/test/probes"
	corev1 "k8s.io/api/core/v1"
)

// nodeName is the node's name in the Kubernetes API.
const nodeName = "node-a"

// node is a node, seen from the test. Its helpers end the test when they fail.
type node struct {
	t      *testing.T
	client *rpc.Client

	host    *space // the node's own network
	app     *space // the pod that something happens to
	idle    *space // its neighbour, to which nothing happens
	outside *space // another machine, the node's only way out

	sysctls []corev1.Sysctl // that were set for the app

	window recorded // what the probe said last, and who asks it
	fleet  *probes.Fleet
	source *agent.Source
}

// Addresses of the node's network.
const (
	hostIP    = "10.77.0.1"
	outsideIP = "10.77.0.2"
	podRange  = "10.244.1.0/24"
	gatewayIP = "10.244.1.1"
	appIP     = "10.244.1.2"
	idleIP    = "10.244.1.3"
	nowhereIP = "10.99.0.1" // by way of the machine outside, which routes for nobody
)

var nodes atomic.Int64

// start makes a node, which ends with the test. While one disturbs the machine
// there is no other.
func start(t *testing.T, disturbs bool) *node {
	t.Helper()
	possible(t)
	n := &node{t: t}
	n.alone(disturbs)
	var says bytes.Buffer
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = []string{role + "=node", fmt.Sprintf("%s=netwhy-drill-%d-%d", group, os.Getpid(), nodes.Add(1))}
	cmd.Stderr = &says
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC,
	}
	files, err := lend()
	n.must(err)
	cmd.ExtraFiles = files
	in, err := cmd.StdinPipe()
	n.must(err)
	out, err := cmd.StdoutPipe()
	n.must(err)
	if err := cmd.Start(); errors.Is(err, os.ErrPermission) {
		t.Skipf("a node of its own needs the right to make namespaces: %v", err)
	} else {
		n.must(err)
	}
	for _, file := range files {
		file.Close()
	}
	n.client = rpc.NewClient(connection{pipes{out, in}, in})
	t.Cleanup(func() {
		_ = n.client.Close() // the node sees its input end
		if err := cmd.Wait(); err != nil {
			t.Errorf("the node did not end well: %v\n%s", err, says.String())
		}
	})
	n.host = n.namespace("host", "/", cmd.Process.Pid)
	for i, s := range []**space{&n.app, &n.idle} {
		var pid int
		n.must(n.client.Call("Node.Pod", theirPods[i].uid, &pid))
		*s = n.namespace(theirPods[i].name, fmt.Sprintf("/proc/%d/root", cmd.Process.Pid), pid)
	}
	away, err := still(&syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET})
	n.must(err)
	t.Cleanup(func() {
		_ = away.Process.Kill() // it has no other end
		_ = away.Wait()
	})
	n.outside = n.namespace("outside", "/", away.Process.Pid)
	n.join()
	return n
}

// possible skips the test where a node cannot be made.
func possible(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("a node of its own needs root")
	}
	kinds, err := os.ReadFile("/proc/filesystems")
	if err != nil || !strings.Contains(string(kinds), "\tcgroup2\n") {
		t.Skip("pods are told by control groups of version 2, which this kernel lacks")
	}
	for _, program := range []string{"ip", "tc", "nft", "unshare"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("networks are made with iproute2, nftables and util-linux: %v", err)
		}
	}
}

// connection closes what the node reads from, which ends it.
type connection struct {
	pipes
	in interface{ Close() error }
}

func (c connection) Close() error { return c.in.Close() }

// join connects the namespaces. Devices get no address of IPv6, so that nobody
// sends but whom the drill makes send.
func (n *node) join() {
	n.t.Helper()
	n.host.ip(
		"link set lo up",
		"link add eth0 type veth peer name eth0 netns "+n.outside.path(),
		"link add app type veth peer name eth0 netns "+n.app.path(),
		"link add idle type veth peer name eth0 netns "+n.idle.path(),
		"link set eth0 addrgenmode none", "link set app addrgenmode none", "link set idle addrgenmode none",
		"addr add "+hostIP+"/24 dev eth0", "addr add "+gatewayIP+"/32 dev app", "addr add "+gatewayIP+"/32 dev idle",
		"link set eth0 up", "link set app up", "link set idle up",
		"route add "+appIP+" dev app", "route add "+idleIP+" dev idle",
	)
	for s, address := range map[*space]string{n.outside: outsideIP + "/24", n.app: appIP + "/32", n.idle: idleIP + "/32"} {
		s.ip("link set lo up", "link set eth0 addrgenmode none", "addr add "+address+" dev eth0", "link set eth0 up")
	}
	n.outside.ip("route add default via " + hostIP)
	n.host.ip("route add default via " + outsideIP)
	for _, s := range []*space{n.app, n.idle} {
		s.ip("route add "+gatewayIP+" dev eth0", "route add default via "+gatewayIP)
	}
	n.host.set("net/ipv4/ip_forward", "1")
	for _, device := range []string{"all", "default", "eth0", "app", "idle"} {
		n.host.set("net/ipv4/conf/"+device+"/rp_filter", "0")
	}
	for _, s := range []*space{n.host, n.app, n.idle} {
		n.exchange(s, n.outside, outsideIP) // every neighbour is known from now on
	}
	n.exchange(n.host, n.app, appIP)
}

// begin takes the first reading.
func (n *node) begin() {
	n.t.Helper()
	n.must(n.client.Call("Node.Begin", uids(), &struct{}{}))
}

// end takes the second reading.
func (n *node) end() sight {
	n.t.Helper()
	var text []byte
	n.must(n.client.Call("Node.End", struct{}{}, &text))
	return n.see(text)
}

// fresh takes two readings.
func (n *node) fresh() sight {
	n.t.Helper()
	var text []byte
	n.must(n.client.Call("Node.Fresh", uids(), &text))
	return n.see(text)
}

func (n *node) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}
