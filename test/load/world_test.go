package load

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/apiserver"
	"github.com/netwhy/netwhy/test/binary"
)

const (
	teams = 8 // namespaces
	apps  = 6 // of each, with a Service and pods
	pods  = 3
)

// ask is a question, and the namespace that it is put in.
type ask struct{ text, namespace string }

// asks are of what is broken, and of what is not.
var asks = []ask{
	{"app-2 cannot be reached", "team-1"},       // the Service selects no pod
	{"app-3 refuses connections", "team-2"},     // the Service leads to another port
	{"connections to app-4 time out", "team-3"}, // a policy lets nobody in
	{"app-1 cannot be reached", "team-4"},       // its pods are not ready
	{"is the network of team-5 healthy?", ""},   // it is
	{"DNS is broken", "team-6"},                 // it is not
	{"review the network policies", "team-3"},   // one is there
	{"app-5 cannot be reached", "team-7"},       // it can
	{"is the network of the cluster healthy?", ""},
}

const base = `
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec: {clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53, protocol: UDP, targetPort: 53}, {name: dns-tcp, port: 53, targetPort: 53}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data: {Corefile: ".:53 {\n errors\n ready\n kubernetes cluster.local in-addr.arpa ip6.arpa\n forward . /etc/resolv.conf\n cache 30\n}\n"}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: nobody, namespace: team-3}
spec: {podSelector: {matchLabels: {app: app-4}}, policyTypes: [Ingress]}
`

// objects are the cluster's, and how many they are.
func objects() (text string, count int) {
	var out strings.Builder
	out.WriteString(base)
	count = strings.Count(base, "kind:")
	add := func(format string, args ...any) {
		count++
		fmt.Fprintf(&out, "---\n"+format, args...)
	}
	for n := range 3 {
		add(`{apiVersion: v1, kind: Node, metadata: {name: node-%d}, status: {conditions: [{type: Ready, status: "True"}], addresses: [{type: InternalIP, address: 10.224.0.%d}]}}
`, n, n+4)
	}
	app := func(namespace, name, key, label string, port, leads, ready, group int) {
		selects := label
		if leads < 0 {
			selects, leads = "nothing", port
		}
		template := fmt.Sprintf(`containers: [{name: app, image: "registry.example/app:1", ports: [{containerPort: %d}], readinessProbe: {tcpSocket: {port: %d}}}]`, port, port)
		labels := fmt.Sprintf("{%s: %s}", key, label)
		add(`{apiVersion: apps/v1, kind: Deployment, metadata: {name: %[1]s, namespace: %[2]s, labels: %[3]s}, spec: {replicas: %[5]d, selector: {matchLabels: %[3]s}, template: {metadata: {labels: %[3]s}, spec: {%[4]s}}}, status: {observedGeneration: 1, replicas: %[5]d, updatedReplicas: %[5]d, readyReplicas: %[6]d, availableReplicas: %[6]d, unavailableReplicas: %[7]d}}
`, name, namespace, labels, template, pods, ready, pods-ready)
		add(`{apiVersion: v1, kind: Service, metadata: {name: %s, namespace: %s}, spec: {selector: {%s: %s}, ports: [{port: 80, targetPort: %d}]}}
`, name, namespace, key, selects, leads)
		for p := range pods {
			state := "True"
			if p >= ready {
				state = "False"
			}
			add(`{apiVersion: v1, kind: Pod, metadata: {name: %[1]s-5b8c9d7f6-%[2]d, namespace: %[3]s, labels: {%[4]s: %[5]s, pod-template-hash: 5b8c9d7f6}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %[1]s-5b8c9d7f6, uid: 00000000-0000-4000-8000-000000000000, controller: true}]}, spec: {nodeName: node-%[2]d, %[6]s}, status: {phase: Running, podIP: 10.244.%[2]d.%[7]d, podIPs: [{ip: 10.244.%[2]d.%[7]d}], conditions: [{type: Ready, status: "%[8]s"}, {type: ContainersReady, status: "%[8]s"}], containerStatuses: [{name: app, image: app, imageID: app, ready: %[9]v, started: true, restartCount: 0, state: {running: {startedAt: "2026-01-01T00:00:00Z"}}}]}}
`, name, p, namespace, key, label, template, group, state, p < ready)
		}
	}
	app("kube-system", "coredns", "k8s-app", "kube-dns", 53, 53, pods, 250)
	for team := range teams {
		namespace := fmt.Sprintf("team-%d", team)
		add("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}\n", namespace)
		for i := range apps {
			leads, ready := 8080, pods
			switch {
			case team == 1 && i == 2:
				leads = -1
			case team == 2 && i == 3:
				leads = 9999
			case team == 4 && i == 1:
				ready = 0
			}
			name := fmt.Sprintf("app-%d", i)
			app(namespace, name, "app", name, 8080, leads, ready, team*apps+i+1)
		}
	}
	return out.String(), count
}

var shared apiserver.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// server is the program, running.
type server struct {
	at  string
	pid int

	mu  sync.Mutex
	log bytes.Buffer
}

var opened = regexp.MustCompile(`open (http://\S+) in a browser`)

// serve starts the program over the cluster.
func serve(t *testing.T, c *apiserver.Cluster) *server {
	t.Helper()
	program, err := binary.Own(t.Context(), "cmd/netwhy")
	if err != nil {
		t.Fatal(err)
	}
	// Nothing answers DNS in this cluster, so nothing is asked.
	// It is ended by what is cleaned up, after the test's context.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, "serve", "--listen", "127.0.0.1:0", "--passive", "--kubeconfig", c.Kubeconfig, "--store", filepath.Join(t.TempDir(), "serve.db"))
	told, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{pid: cmd.Process.Pid}
	lines, found, read := bufio.NewScanner(told), make(chan string, 1), make(chan struct{})
	go func() {
		defer close(read)
		defer close(found)
		for lines.Scan() {
			s.mu.Lock()
			s.log.WriteString(lines.Text() + "\n")
			s.mu.Unlock()
			if at := opened.FindStringSubmatch(lines.Text()); at != nil {
				found <- at[1]
			}
		}
	}()
	t.Cleanup(func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		<-read
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	if s.at = <-found; s.at == "" {
		t.Fatalf("the server does not say where it listens: %s", s.logged())
	}
	return s
}

func (s *server) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// peak is the most memory that the server had, in bytes.
func (s *server) peak(t *testing.T) int {
	t.Helper()
	_, after, _ := strings.Cut(s.status(t, "status"), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(after + " ?")[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib << 10
}

// worked is the time of a processor that the server had.
func (s *server) worked(t *testing.T) time.Duration {
	t.Helper()
	_, after, _ := strings.Cut(s.status(t, "stat"), ") ")
	fields, ticks := strings.Fields(after), 0
	for _, text := range fields[11:13] {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

func (s *server) status(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", s.pid, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
