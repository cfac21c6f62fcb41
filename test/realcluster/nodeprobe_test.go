package realcluster

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestNodeProbe asks the probe as the product does, from a node.
func TestNodeProbe(t *testing.T) {
	c := up(t, Options{Name: "probe", Probe: ProbePlain})
	t.Run("privileges", func(t *testing.T) {
		const none = "0000000000000000"
		unprivileged(t, c, map[string]string{
			"Uid": "65532 65532 65532 65532", "Gid": "65532 65532 65532 65532", "Groups": "65532",
			"CapInh": none, "CapPrm": none, "CapEff": none, "CapBnd": none, "CapAmb": none,
		})
	})
	t.Run("refusals", func(t *testing.T) { refuses(t, c) })
	t.Run("node", func(t *testing.T) { seesNode(t, c, "node-a") })
	t.Run("set", func(t *testing.T) { seesWhatIsSet(t, c, "node-b") })
	t.Run("pods", func(t *testing.T) { seesPods(t, c) })
	t.Run("traffic", func(t *testing.T) { attributes(t, c) })
	t.Run("drops", func(t *testing.T) {
		drops := *c
		drops.Options.Probe = ProbeDrops
		if err := drops.apply(t.Context(), "nodeprobe.yaml"); err != nil {
			t.Fatal(err)
		}
		if err := drops.Settled(t.Context()); err != nil {
			t.Fatal(err)
		}
		const none, two = "0000000000000000", "000000c000000000" // PERFMON is 38, BPF is 39
		unprivileged(t, &drops, map[string]string{
			"Uid": "0 0 0 0", "Gid": "65532 65532 65532 65532", "Groups": "65532",
			"CapInh": none, "CapPrm": two, "CapEff": two, "CapBnd": two, "CapAmb": none,
		})
		seesPods(t, &drops)
		countsDrops(t, &drops)
	})
}

// unprivileged asserts what the kernel says of the probe's process on each node.
func unprivileged(t *testing.T, c *Cluster, want map[string]string) {
	t.Helper()
	want["NoNewPrivs"], want["Seccomp"] = "1", "2" // a filter
	for _, name := range Nodes() {
		on := func(script string) string {
			out, err := c.Node(name).Do(t.Context(), "sh", "-ec", "pid=$(pidof nodeprobe); "+script)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		got := map[string]string{}
		for line := range strings.Lines(on("cat /proc/$pid/status")) {
			key, value, _ := strings.Cut(line, ":")
			got[key] = strings.Join(strings.Fields(value), " ")
		}
		for key, value := range want {
			if got[key] != value {
				t.Errorf("%s: the probe's %s is %q, want %q", name, key, got[key], value)
			}
		}
		spaces := strings.Fields(on("readlink /proc/1/ns/net /proc/$pid/ns/net /proc/1/ns/pid /proc/$pid/ns/pid"))
		if len(spaces) != 4 || spaces[0] != spaces[1] || spaces[2] == spaces[3] {
			t.Errorf("%s: want the node's network namespace and a process namespace of its own: %q", name, spaces)
		}
		mounts := on("cat /proc/$pid/mountinfo")
		if strings.Contains(mounts, "/secrets/kubernetes.io") {
			t.Errorf("%s: the probe has a token of the API server", name)
		}
		for line := range strings.Lines(mounts) {
			fields := strings.Fields(line) // 5 and 6 are the place and its options: proc_pid_mountinfo(5)
			// The covers of kernel parameters are this cluster's own; containerd 1.6 cannot
			// make what lies below a mount read-only.
			if at := fields[4]; strings.HasPrefix(at, "/host/") && !strings.HasPrefix(at, "/host/proc/sys/") && !strings.HasPrefix(fields[5], "ro,") {
				t.Errorf("%s: %s is mounted %s", name, at, fields[5])
			}
		}
		// A container's own proc hides the interrupts; the node's does not.
		sizes := strings.Fields(on("wc -c < /proc/$pid/root/proc/interrupts; wc -c < /proc/$pid/root/host/proc/interrupts"))
		if len(sizes) != 2 || sizes[0] != "0" || sizes[1] == "0" {
			t.Errorf("%s: the sizes of the container's and the node's interrupts are %q", name, sizes)
		}
	}
}

// refuses asserts that only clients with a certificate of the probe's authority
// get an answer, and only at the node's address.
func refuses(t *testing.T, c *Cluster) {
	t.Helper()
	asked := fmt.Sprintf("https://%s:%d/v1/window?seconds=1", probeName, probePort)
	for who, certificate := range map[string]string{"nobody": "", "the kubelet": filepath.Join(c.dir, "node-a")} {
		answer, err := caller(t, c, "node-a", certificate).Get(asked)
		if err == nil {
			_ = answer.Body.Close()
			t.Errorf("%s is answered: %s", who, answer.Status)
		} else if !strings.Contains(err.Error(), "remote error: tls:") {
			t.Errorf("%s is refused by other than TLS: %v", who, err)
		}
	}
	answer, err := caller(t, c, "node-a", "").Get(fmt.Sprintf("http://%s:%d/v1/window", probeName, probePublic))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("anybody is answered: %s", answer.Status)
	}
	for _, port := range []int{probePort, probePublic} {
		conn, err := dialFrom(t.Context(), c.Node("node-a"), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = conn.Close()
			t.Errorf("the probe listens beside the node's address, on port %d", port)
		}
	}
}
