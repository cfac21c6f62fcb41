package reach_test

import (
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"golang.org/x/tools/txtar"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

// world is what a table of paths is asked in.
type world struct {
	rules reach.Rules
	ends  map[string]reach.End
}

// TestPaths reads testdata/*.txtar: objects as kubectl prints them, then
// lines of "from to port: egress | ingress", as [words] writes a side.
func TestPaths(t *testing.T) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".txtar") {
			continue
		}
		t.Run(strings.TrimSuffix(f.Name(), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile("testdata/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			w := worldOf(t, a)
			engine, err := reach.New(w.rules)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range engine.Refused() {
				t.Logf("refused: %s: %s", r.Policy, r.Error)
			}
			for line := range strings.Lines(string(a.Comment)) {
				question, want, is := strings.Cut(strings.TrimSpace(line), ": ")
				words := strings.Fields(question)
				if !is || len(words) != 3 || strings.HasPrefix(line, "#") {
					continue
				}
				asked++
				p := engine.Path(w.end(t, words[0]), w.end(t, words[1]), portOf(t, words[2]))
				if got := side(p.Egress) + " | " + side(p.Ingress); got != want {
					t.Errorf("%s:\n got %s\nwant %s", question, got, want)
				}
			}
		})
	}
	if asked == 0 {
		t.Error("no path was asked about")
	}
}

// side is a side in the words of the fixtures: the verdict, then what decides.
func side(s reach.Side) string {
	words := []string{string(s.Verdict)}
	if s.Verdict == reach.Unknown {
		return "unknown: " + s.Why
	}
	switch s.Basis {
	case reach.ByRule, reach.ByDeny:
		for _, r := range s.Rules {
			words = append(words, "by "+r.String()+" ("+r.Peer+")")
		}
	case reach.ByDefault, reach.OnlyAudited, reach.OpenDefault:
		words = append(words, string(s.Basis))
		for _, p := range s.Selecting {
			words = append(words, "of "+p.String())
		}
		for _, r := range s.Rules {
			words = append(words, "by "+r.String())
		}
	default:
		words = append(words, string(s.Basis))
	}
	for _, b := range s.Beyond {
		words = append(words, "beyond "+b)
	}
	if len(s.Only) > 0 {
		words = append(words, "only "+strings.Join(s.Only, " "))
	}
	return strings.Join(words, "; ")
}

func portOf(t *testing.T, text string) reach.Port {
	var p reach.Port
	protocol, number, found := strings.Cut(text, "/")
	if !found {
		protocol, number = "TCP", text
	}
	if p.Protocol = corev1.Protocol(protocol); true {
		if _, err := fmt.Sscan(number, &p.Number); err != nil {
			t.Fatalf("%q is no port", text)
		}
	}
	return p
}

// end finds a pod by name, or reads the word: an address, "internet",
// "kube-apiserver", "node/NAME", or a host name.
func (w *world) end(t *testing.T, word string) reach.End {
	if e, ok := w.ends[word]; ok {
		return e
	}
	number, name, named := strings.Cut(word, "=") // the host that Cilium knows the address for
	if a, err := netip.ParseAddr(number); err == nil && named {
		return reach.AddressEnd(a, name)
	} else if err == nil {
		return reach.AddressEnd(a)
	}
	switch {
	case word == "internet":
		return reach.InternetEnd()
	case word == "kube-apiserver":
		return reach.APIServerEnd(netip.MustParseAddr("20.50.1.2"))
	case strings.Contains(word, "."):
		return reach.HostEnd(word)
	}
	t.Fatalf("no end is called %q", word)
	return reach.End{}
}

func worldOf(t *testing.T, a *txtar.Archive) *world {
	w := &world{ends: map[string]reach.End{}, rules: reach.Rules{Dataplane: reach.Cilium, Config: map[string]string{}, Names: map[string][]netip.Addr{}}}
	for line := range strings.Lines(string(a.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch key {
		case "dataplane:":
			w.rules.Dataplane = reach.Dataplane(value)
		case "name:":
			words := strings.Fields(value)
			for _, text := range words[1:] {
				w.rules.Names[words[0]] = append(w.rules.Names[words[0]], netip.MustParseAddr(text))
			}
		}
	}
	for _, f := range a.Files {
		for _, text := range strings.Split(string(f.Data), "\n---\n") {
			w.add(t, []byte(text))
		}
	}
	return w
}

func (w *world) add(t *testing.T, text []byte) {
	raw, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	read := func(into any) {
		if err := yaml.Unmarshal(raw, into); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
	var head struct{ Kind string }
	read(&head)
	r := &w.rules
	switch head.Kind {
	case "Namespace":
		var o corev1.Namespace
		read(&o)
		r.Namespaces = append(r.Namespaces, o)
	case "Node":
		var o corev1.Node
		read(&o)
		r.Nodes = append(r.Nodes, o)
		w.ends["node/"+o.Name], w.ends[o.Name] = reach.NodeEnd(&o), reach.NodeEnd(&o)
	case "Pod":
		var o corev1.Pod
		read(&o)
		w.ends[o.Name] = reach.PodEnd(&o)
	case "NetworkPolicy":
		var o networkingv1.NetworkPolicy
		read(&o)
		r.NetworkPolicies = append(r.NetworkPolicies, o)
	case "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy":
		var o evidence.CiliumPolicy
		read(&o)
		r.CiliumPolicies = append(r.CiliumPolicies, o)
	case "ClusterNetworkPolicy":
		var o evidence.OtherPolicy
		read(&o)
		r.ClusterPolicies = append(r.ClusterPolicies, o)
	case "CiliumCIDRGroup":
		var o evidence.CiliumCIDRGroup
		read(&o)
		r.CIDRGroups = append(r.CIDRGroups, o)
	case "ConfigMap":
		var o corev1.ConfigMap
		read(&o)
		r.Config = o.Data
	case "Service":
		var o corev1.Service
		read(&o)
		r.Services = append(r.Services, o)
	case "EndpointSlice":
		var o discoveryv1.EndpointSlice
		read(&o)
		r.EndpointSlices = append(r.EndpointSlices, o)
	default:
		t.Fatalf("the kind %q is not read here", head.Kind)
	}
}
