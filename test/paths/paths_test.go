package paths

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/test/realcluster"
	"github.com/netwhy/netwhy/test/realcluster/mortal"
	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

var (
	first = flag.Uint64("first", 1, "number of the first set of policies")
	sets  = flag.Int("sets", 20, "sets of policies to try")
)

// each are the connections that are tried under one set.
const each = 24

// patience is how long a set may take to be in force.
const patience = time.Minute

// TestWhatHappensIsWhatIsComputed compares verdicts with packets.
func TestWhatHappensIsWhatIsComputed(t *testing.T) {
	c := cluster(t)
	if err := populate(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := c.Kubectl(context.Background(), "delete", "namespace", "paths-red", "paths-blue"); err != nil {
			t.Error(err)
		}
	})
	tried, denied, unknown := 0, 0, 0
	for number := *first; number < *first+uint64(*sets); number++ {
		s := generate(number)
		probes := maker{rand.New(rand.NewPCG(number, 7))}.probes(each)
		rules, outcomes, err := observe(t.Context(), c, s, probes)
		if err != nil {
			t.Errorf("%s: %v\n%s", s.name, err, s.manifest())
			continue
		}
		refused, wrong := len(rules.engine.Refused()), false
		for i, p := range probes {
			path := rules.engine.Path(rules.pod(p.app, p.namespace), rules.end(p.to), reach.Port{Number: uint16(p.to.port), Protocol: corev1.Protocol(strings.ToUpper(p.to.protocol))})
			tried++
			if outcomes[i] != nil {
				denied++
			}
			computed := path.Verdict()
			if computed == reach.Unknown && refused > 0 {
				unknown++ // what a policy means that Cilium does not take may differ with its version
			} else if computed != reach.Allowed && outcomes[i] == nil || computed != reach.Denied && outcomes[i] != nil {
				wrong = true
				t.Errorf("%s: %s/%s to %+v is %s, and what happens is %v\negress %+v\ningress %+v", s.name, p.namespace, p.app, p.to, computed, outcomes[i], path.Egress, path.Ingress)
			}
		}
		if wrong {
			t.Logf("%s:\n%s", s.name, s.manifest())
		}
	}
	t.Logf("%d connections under %d sets of policies: %d were denied, of %d the policies are not sound", tried, *sets, denied, unknown)
	if denied < tried/10 || denied > tried*9/10 {
		t.Errorf("%d of %d connections were denied: the sets try one outcome only", denied, tried)
	}
}

// cluster is the one that stays, or one for this test.
func cluster(t *testing.T) *realcluster.Cluster {
	t.Helper()
	if name := os.Getenv("NETWHY_CLUSTER"); name != "" {
		c, err := realcluster.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	return mortal.Cluster(t, realcluster.Options{Name: "paths", Probe: realcluster.ProbeNone})
}

func populate(ctx context.Context, c *realcluster.Cluster) error {
	text, err := podManifest()
	if err == nil {
		err = c.Apply(ctx, text)
	}
	if err == nil {
		_, err = c.Kubectl(ctx, "wait", "pod", "--all-namespaces", "-l", "netwhy.test/pod", "--for=condition=Ready", "--timeout=2m")
	}
	return err
}

// recorded are the pods as the API server gives them, and the engine that got
// all else.
type recorded struct {
	pods   []corev1.Pod
	engine *reach.Engine
}

// observe puts a set into force and says how each connection ends: nil is what works.
func observe(ctx context.Context, c *realcluster.Cluster, s set, probes []probe) (r recorded, outcomes []error, err error) {
	if err := c.Apply(ctx, s.manifest()); err != nil {
		return r, nil, err
	}
	defer func() {
		_, failed := c.Kubectl(ctx, "delete", kinds, "--all-namespaces", "-l", setLabel+"="+s.name)
		err = errors.Join(err, failed)
	}()
	if r, err = record(ctx, c); err != nil {
		return r, nil, err
	}
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := enforced(bounded, c, s.sound(r.engine.Refused())); err != nil {
		return r, nil, err
	}
	outcomes = make([]error, len(probes))
	group, trying := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i, p := range probes {
		group.Go(func() (err error) {
			outcomes[i], err = connect(trying, c, p, r.address(p.to))
			return err
		})
	}
	return r, outcomes, group.Wait()
}

// kinds are the resources of the policies of sets, as kubectl names them.
const kinds = "networkpolicies,ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies"

func record(ctx context.Context, c *realcluster.Cluster) (r recorded, err error) {
	var namespaces corev1.NamespaceList
	var nodes corev1.NodeList
	var pods corev1.PodList
	var policies networkingv1.NetworkPolicyList
	var cilium, wide struct{ Items []evidence.CiliumPolicy }
	var config corev1.ConfigMap
	for _, want := range []struct {
		into any
		args []string
	}{
		{&namespaces, []string{"namespaces"}},
		{&nodes, []string{"nodes"}},
		{&pods, []string{"pods", "--all-namespaces", "-l", "netwhy.test/pod"}},
		{&policies, []string{"networkpolicies", "--all-namespaces"}},
		{&cilium, []string{"ciliumnetworkpolicies", "--all-namespaces"}},
		{&wide, []string{"ciliumclusterwidenetworkpolicies"}},
		{&config, []string{"configmap", "cilium-config", "-n", "kube-system"}},
	} {
		text, err := c.Kubectl(ctx, append([]string{"get", "-o", "json"}, want.args...)...)
		if err == nil {
			err = json.Unmarshal([]byte(text), want.into)
		}
		if err != nil {
			return r, err
		}
	}
	engine, err := reach.New(reach.Rules{
		Namespaces: namespaces.Items, Nodes: nodes.Items, NetworkPolicies: policies.Items,
		CiliumPolicies: append(cilium.Items, wide.Items...), Config: config.Data, Dataplane: reach.Cilium,
	})
	return recorded{pods.Items, engine}, err
}

func (r recorded) pod(app, namespace string) reach.End {
	for i := range r.pods {
		if r.pods[i].Name == app && r.pods[i].Namespace == namespace {
			return reach.PodEnd(&r.pods[i])
		}
	}
	panic("there is no pod " + namespace + "/" + app)
}

// end is a target as the engine takes it.
func (r recorded) end(to target) reach.End {
	if to.app != "" {
		return r.pod(to.app, to.namespace)
	}
	address := netip.MustParseAddr(to.address)
	if to.port == apiPort {
		return reach.APIServerEnd(address)
	}
	return reach.AddressEnd(address)
}

func (r recorded) address(to target) string {
	host := to.address
	if to.app != "" {
		host = r.pod(to.app, to.namespace).Addresses[0].String()
	}
	return net.JoinHostPort(host, strconv.Itoa(to.port))
}

// connect tries a connection. Its second error is that it could not be tried.
func connect(ctx context.Context, c *realcluster.Cluster, p probe, address string) (outcome, err error) {
	args := []string{"-n", p.namespace, "exec", p.app, "--", "/app", "measure", "-n", "1", "-timeout", "1s"}
	if p.to.protocol == "tcp" {
		args = append(args, "-hold")
	}
	text, failed := c.Kubectl(ctx, append(args, p.to.protocol, address)...)
	var counts struct {
		Attempts, OK int
		FirstError   string
	}
	if err := json.Unmarshal([]byte(text), &counts); err != nil || counts.Attempts != 1 {
		return nil, errors.Join(fmt.Errorf("cannot try %s from %s/%s: %q", address, p.namespace, p.app, text), err, failed)
	}
	if counts.OK == 0 {
		outcome = errors.New(counts.FirstError)
	}
	return outcome, nil
}
