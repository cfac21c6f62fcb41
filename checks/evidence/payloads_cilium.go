package evidence

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Cilium's own types would add 31 MB. These hold what checks read; the rest
// stays undecoded. Field names follow cilium.io/v2 of Cilium 1.20.

// CiliumEndpoint is what Cilium knows of a pod.
type CiliumEndpoint struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Status            struct {
		ID       int64  `json:"id,omitempty"`
		State    string `json:"state,omitempty"`
		Identity *struct {
			ID     int64    `json:"id,omitempty"`
			Labels []string `json:"labels,omitempty"` // "k8s:app=web"
		} `json:"identity,omitempty"`
		Networking          *CiliumNetworking `json:"networking,omitempty"`
		Encryption          any               `json:"encryption,omitempty"`
		Policy              any               `json:"policy,omitempty"`
		ExternalIdentifiers any               `json:"external-identifiers,omitempty"`
		Controllers         any               `json:"controllers,omitempty"`
		Health              any               `json:"health,omitempty"`
		Log                 any               `json:"log,omitempty"`
		NamedPorts          any               `json:"named-ports,omitempty"`
		ServiceAccount      string            `json:"service-account,omitempty"`
	} `json:"status,omitempty"`
}

// CiliumNetworking are the addresses of a pod and of its node.
type CiliumNetworking struct {
	Addressing []struct {
		IPv4 string `json:"ipv4,omitempty"`
		IPv6 string `json:"ipv6,omitempty"`
	} `json:"addressing"`
	Node string `json:"node,omitempty"`
}

// CiliumEndpointSlice is a part of the pods of one namespace.
type CiliumEndpointSlice struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Namespace         string `json:"namespace,omitempty"`
	Endpoints         []struct {
		Name           string `json:"name,omitempty"`
		ID             int64  `json:"id,omitempty"` // of the identity
		PodUID         string `json:"pod-uid,omitempty"`
		Networking     any    `json:"networking,omitempty"`
		Encryption     any    `json:"encryption,omitempty"`
		NamedPorts     any    `json:"named-ports,omitempty"`
		ServiceAccount string `json:"service-account,omitempty"`
	} `json:"endpoints"`
}

// CiliumIdentity is a set of labels and, as its name, the number that stands
// for them.
type CiliumIdentity struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	SecurityLabels    map[string]string `json:"security-labels"`
}

// CiliumNode is what a node's agent tells the others.
type CiliumNode struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              struct {
		Addresses []struct {
			Type string `json:"type,omitempty"` // InternalIP, CiliumInternalIP, …
			IP   string `json:"ip,omitempty"`
		} `json:"addresses,omitempty"`
		InstanceID   string `json:"instance-id,omitempty"`
		BootID       string `json:"bootid,omitempty"`
		Health       any    `json:"health,omitempty"`
		Ingress      any    `json:"ingress,omitempty"`
		Encryption   any    `json:"encryption,omitempty"`
		ENI          any    `json:"eni,omitempty"`
		Azure        any    `json:"azure,omitempty"`
		AlibabaCloud any    `json:"alibaba-cloud,omitempty"`
		IPAM         any    `json:"ipam,omitempty"`
	} `json:"spec,omitempty"`
	Status any `json:"status,omitempty"`
}

// CiliumNodeConfig overrides cilium-config on the nodes that it selects.
type CiliumNodeConfig struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              struct {
		Defaults     map[string]string     `json:"defaults"`
		NodeSelector *metav1.LabelSelector `json:"nodeSelector"`
	} `json:"spec"`
}

// CiliumCIDRGroup is a named list of address ranges.
type CiliumCIDRGroup struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              struct {
		ExternalCIDRs []string `json:"externalCIDRs"`
	} `json:"spec"`
}

// ObservabilityFilter is a ContainerNetworkMetric or ContainerNetworkLog of
// AKS. That it is there is what matters: what it leaves out, nobody sees.
type ObservabilityFilter struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              any `json:"spec,omitempty"`
	Status            any `json:"status,omitempty"`
}
