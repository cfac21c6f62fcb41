package evidence

import (
	"bytes"
	"encoding/json"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// LogLine is one line that a container logged, and when, as its node says.
type LogLine struct {
	Pod  string    `json:"pod"`
	Time time.Time `json:"time,omitzero"`
	Text string    `json:"text"`
}

// DNSAnswer is one answer of a DNS server. Source: RFC 1035 §4.1.1 for Rcode.
type DNSAnswer struct {
	Server    string   `json:"server"` // address and port
	Name      string   `json:"name"`
	Type      string   `json:"type"`  // A or AAAA
	Rcode     string   `json:"rcode"` // NOERROR, NXDOMAIN, SERVFAIL, REFUSED, …; NoAnswer
	Addresses []string `json:"addresses,omitempty"`
	Names     []string `json:"names,omitempty"` // the CNAME chain
}

// NoAnswer stands for the rcode of an answer that did not come, from a server
// that answers otherwise.
const NoAnswer = "no answer"

// Tally is how many objects there are, of which none was read.
type Tally struct {
	Count int64 `json:"count"`
}

// CiliumPolicy is the part of a Cilium policy that says whom it selects; the
// rules stay undecoded. Field names follow cilium.io/v2. Raw is the whole
// object: what decides about a rule may be a field that we do not know, and
// to Cilium an empty list is not the same as none.
type CiliumPolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              *CiliumRule     `json:"spec,omitempty"`
	Specs             []CiliumRule    `json:"specs,omitempty"`
	Status            any             `json:"status,omitempty"`
	Raw               json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps the whole object beside what it decodes.
func (p *CiliumPolicy) UnmarshalJSON(data []byte) error {
	type known CiliumPolicy // without this method
	if err := json.Unmarshal(data, (*known)(p)); err != nil {
		return err
	}
	p.Raw = bytes.Clone(data)
	return nil
}

// MarshalJSON gives the whole object back.
func (p CiliumPolicy) MarshalJSON() ([]byte, error) {
	type known CiliumPolicy
	if p.Raw != nil {
		return p.Raw, nil
	}
	return json.Marshal(known(p))
}

// CiliumRule is one rule of a Cilium policy.
type CiliumRule struct {
	EndpointSelector *metav1.LabelSelector `json:"endpointSelector,omitempty"`
	NodeSelector     *metav1.LabelSelector `json:"nodeSelector,omitempty"`
	Description      string                `json:"description,omitempty"`
	Ingress          []any                 `json:"ingress,omitempty"`
	IngressDeny      []any                 `json:"ingressDeny,omitempty"`
	Egress           []any                 `json:"egress,omitempty"`
	EgressDeny       []any                 `json:"egressDeny,omitempty"`
	EnableDefault    any                   `json:"enableDefaultDeny,omitempty"`
	Labels           any                   `json:"labels,omitempty"`
	Log              any                   `json:"log,omitempty"`
}

// CiliumLocalRedirect is a CiliumLocalRedirectPolicy, cilium.io/v2.
type CiliumLocalRedirect struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              struct {
		RedirectFrontend struct {
			ServiceMatcher *struct {
				Name      string `json:"serviceName"`
				Namespace string `json:"namespace"`
				ToPorts   []any  `json:"toPorts,omitempty"`
			} `json:"serviceMatcher,omitempty"`
			AddressMatcher *struct {
				IP      string `json:"ip"`
				ToPorts []any  `json:"toPorts,omitempty"`
			} `json:"addressMatcher,omitempty"`
		} `json:"redirectFrontend"`
		RedirectBackend      any    `json:"redirectBackend,omitempty"`
		SkipRedirectFromBack bool   `json:"skipRedirectFromBackend,omitempty"`
		Description          string `json:"description,omitempty"`
	} `json:"spec"`
	Status any `json:"status,omitempty"`
}

// NodeNetworkConfig is Azure CNS's request and grant of pod addresses for one
// node. Source: Azure/azure-container-networking, crd/nodenetworkconfig/api/v1alpha.
type NodeNetworkConfig struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              struct {
		RequestedIPCount int64    `json:"requestedIPCount"`
		IPsNotInUse      []string `json:"ipsNotInUse,omitempty"`
	} `json:"spec,omitempty"`
	Status struct {
		AssignedIPCount   int `json:"assignedIPCount"`
		Scaler            any `json:"scaler,omitempty"`
		Status            any `json:"status,omitempty"`
		NetworkContainers []struct {
			ID                 string `json:"id,omitempty"`
			SubnetName         string `json:"subnetName,omitempty"`
			SubnetAddressSpace string `json:"subnetAddressSpace,omitempty"`
			Status             string `json:"status,omitempty"`
			IPAssignments      []any  `json:"ipAssignments,omitempty"`
		} `json:"networkContainers,omitempty"`
	} `json:"status,omitempty"`
}
