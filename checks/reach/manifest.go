package reach

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/labelsfilter"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

// request is one side of a path that a manifest is to open.
type request struct {
	subject, peer End
	port          Port
	ingress       bool
}

type object = map[string]any

// suggest writes the manifest: a NetworkPolicy where that can say it.
func (e *Engine) suggest(r request) (Manifest, error) {
	release, err := e.settings.hold()
	if err != nil {
		return Manifest{}, err
	}
	defer release()
	m := Manifest{Ingress: r.ingress, Policy: Policy{Kind: "NetworkPolicy", Namespace: r.subject.Namespace}}
	version, spec := "networking.k8s.io/v1", object(nil)
	peers, ok := e.standardPeers(r)
	if ok {
		spec = e.standardSpec(r, peers)
	} else {
		if spec, m.Wider, err = e.ciliumSpec(r); err != nil {
			return Manifest{}, err
		}
		m.Kind, version = "CiliumNetworkPolicy", "cilium.io/v2"
	}
	switch none := len(e.identifying(r.subject)) == 0; {
	case r.subject.Sort == Node:
		m.Kind = "CiliumClusterwideNetworkPolicy"
	case none:
		m.Wider = "every pod of namespace " + r.subject.Namespace + ", since this one has no label to tell it by"
	case r.peer.Sort == Pod && len(e.identifying(r.peer)) == 0:
		m.Wider = "every pod of namespace " + r.peer.Namespace + ", since that one has no label to tell it by"
	}
	m.Name = e.unused(m.Policy, nameFor(r))
	meta := object{"name": m.Name}
	if m.Namespace != "" {
		meta["namespace"] = m.Namespace
	}
	text, err := yaml.Marshal(object{"apiVersion": version, "kind": m.Kind, "metadata": meta, "spec": spec})
	m.YAML = string(text)
	return m, err
}

// standardPeers are the peers as a NetworkPolicy names them, if it can.
func (e *Engine) standardPeers(r request) ([]object, bool) {
	if r.subject.Sort == Node || !e.settings.networkPolicies || strings.HasPrefix(strings.ToUpper(string(r.port.protocol())), "ICMP") {
		return nil, false
	}
	switch r.peer.Sort {
	case Pod:
		peer := object{"podSelector": object{"matchLabels": e.identifying(r.peer)}}
		if r.peer.Namespace != r.subject.Namespace {
			ns := e.namespaces[r.peer.Namespace]
			if ns == nil || ns.Labels[corev1.LabelMetadataName] != ns.Name {
				return nil, false
			}
			peer["namespaceSelector"] = object{"matchLabels": object{corev1.LabelMetadataName: ns.Name}}
		}
		return []object{peer}, true
	case Address:
		return blocks(r.peer.Addresses), len(r.peer.Addresses) > 0
	case Internet:
		return []object{{"ipBlock": object{"cidr": "0.0.0.0/0", "except": private}}}, true
	}
	if e.dataplane == Cilium { // nodes have no address there, and a name should not be pinned to one
		return nil, false
	}
	addresses := r.peer.Addresses
	if r.peer.Sort == Host && len(addresses) == 0 {
		addresses = e.names[strings.ToLower(r.peer.Name)]
	}
	return blocks(addresses), len(addresses) > 0
}

// private are the blocks that the internet does not have.
var private = []string{"10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"}

func blocks(addresses []netip.Addr) (peers []object) {
	for _, a := range addresses {
		peers = append(peers, object{"ipBlock": object{"cidr": netip.PrefixFrom(a, a.BitLen()).String()}})
	}
	return peers
}

func (e *Engine) standardSpec(r request, peers []object) object {
	rule := object{"ports": []object{{"protocol": r.port.protocol(), "port": r.port.Number}}}
	spec := object{"podSelector": object{"matchLabels": e.identifying(r.subject)}}
	if r.ingress {
		rule["from"] = peers
		spec["policyTypes"], spec["ingress"] = []string{"Ingress"}, []object{rule}
	} else {
		rule["to"] = peers
		spec["policyTypes"], spec["egress"] = []string{"Egress"}, []object{rule}
	}
	return spec
}

// identifying are the labels of a pod that its identity is made of: those that
// change with every rollout are not among them.
func (e *Engine) identifying(end End) map[string]string {
	kept, _ := labelsfilter.Filter(labels.Map2Labels(end.Labels, labels.LabelSourceK8s))
	plain := map[string]string{}
	for key, l := range kept {
		if v, own := end.Labels[key]; own && l.Source == labels.LabelSourceK8s && !strings.HasPrefix(key, "io.cilium.") {
			plain[key] = v
		}
	}
	return plain
}

// apply adds a manifest as if it were among the rules.
func (e *Engine) apply(m Manifest) error {
	text, err := yaml.YAMLToJSON([]byte(m.YAML))
	if err != nil {
		return err
	}
	if m.Kind != "NetworkPolicy" {
		return e.cilium(m.Policy, text)
	}
	var p networkingv1.NetworkPolicy
	if err := yaml.Unmarshal([]byte(m.YAML), &p); err != nil {
		return err
	}
	return e.standard(&p)
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// nameFor is a name that says what the policy is for.
func nameFor(r request) string {
	way := "to"
	if r.ingress {
		way = "from"
	}
	text := fmt.Sprintf("allow-%s-%s-%s-%d", short(r.subject), way, short(r.peer), r.port.Number)
	return strings.Trim(notInNames.ReplaceAllString(strings.ToLower(text), "-"), "-")
}

// short is what an end is called in a few letters: its app where it says so.
func short(e End) string {
	name := e.Name
	for _, key := range []string{"app.kubernetes.io/name", "app", "k8s-app", "name"} {
		if v := e.Labels[key]; v != "" {
			name = v
			break
		}
	}
	if name == "" {
		name = strings.TrimPrefix(e.String(), "the ")
	}
	return name[:min(len(name), 20)]
}

// unused is a name that no policy of the kind has: applying a manifest must
// never change a policy that is there.
func (e *Engine) unused(p Policy, wanted string) string {
	taken := func(name string) bool {
		p.Name = name
		for _, entry := range e.book.entries {
			if entry.policy == p {
				return true
			}
		}
		for _, r := range e.refused {
			if r.Policy == p {
				return true
			}
		}
		return false
	}
	name := wanted
	for i := 2; taken(name); i++ {
		name = fmt.Sprintf("%s-%d", wanted, i)
	}
	return name
}
