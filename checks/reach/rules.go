package reach

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// Dataplane is what enforces policies. It decides which dialects count, and
// whether an ipBlock means pods as well.
type Dataplane string

// The dataplanes that are told apart.
const (
	Unidentified Dataplane = ""       // a verdict that rests on enforcement is Unknown
	Cilium       Dataplane = "cilium" // pods and nodes are never matched by address
	Other        Dataplane = "other"  // Azure NPM, Calico: NetworkPolicies only; ipBlock matches pods
)

// Rules is everything that decides about traffic in one cluster, as recorded.
// Namespaces must hold the namespace of each pod that is asked about: their
// labels are part of a pod's identity.
type Rules struct {
	Namespaces      []corev1.Namespace
	Nodes           []corev1.Node // their labels and addresses, for those that are asked about
	NetworkPolicies []networkingv1.NetworkPolicy
	CiliumPolicies  []evidence.CiliumPolicy     // of namespaces and clusterwide
	ClusterPolicies []evidence.OtherPolicy      // ClusterNetworkPolicy, policy.networking.k8s.io/v1alpha2
	CIDRGroups      []evidence.CiliumCIDRGroup  // for rules that name them; nil where they were not read
	Services        []corev1.Service            // for rules with toServices; nil where they were not read
	EndpointSlices  []discoveryv1.EndpointSlice // of Services without selector, for the same
	Config          map[string]string           // the ConfigMap cilium-config
	Dataplane       Dataplane
	Names           map[string][]netip.Addr // host name → addresses, as DNS answered it
}

// Foreign are policies that the dataplane may enforce by rules that are not
// evaluated here: of Cilium it is known which it does.
func (r *Rules) Foreign() []evidence.OtherPolicy {
	if r.Dataplane == Cilium {
		return nil
	}
	return r.ClusterPolicies
}

// Policy names one policy object.
type Policy struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// String is the policy as kubectl's user names it.
func (p Policy) String() string {
	if p.Namespace == "" {
		return p.Kind + " " + p.Name
	}
	return p.Kind + " " + p.Namespace + "/" + p.Name
}

// Refusal is a policy that Cilium would not take, and what it says.
type Refusal struct {
	Policy
	Error string
}
