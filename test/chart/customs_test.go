package chart

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// custom is an object of somebody else's kind; what is here of it is what the
// chart uses, as its makers' definitions have it.
type custom[S any] struct {
	metav1.TypeMeta `json:",inline"`
	Metadata        metav1.ObjectMeta `json:"metadata"`
	Spec            S                 `json:"spec"`
}

func kind[S any]() any { return new(custom[S]) }

var customs = map[string]func() any{
	"monitoring.coreos.com/v1 ServiceMonitor":       kind[serviceMonitor],
	"azmonitoring.coreos.com/v1 ServiceMonitor":     kind[serviceMonitor],
	"monitoring.coreos.com/v1 PodMonitor":           kind[podMonitor],
	"azmonitoring.coreos.com/v1 PodMonitor":         kind[podMonitor],
	"monitoring.coreos.com/v1 PrometheusRule":       kind[prometheusRule],
	"cert-manager.io/v1 Issuer":                     kind[issuer],
	"cert-manager.io/v1 Certificate":                kind[certificate],
	"cilium.io/v2 CiliumNetworkPolicy":              kind[ciliumPolicy],
	"gateway.networking.k8s.io/v1 HTTPRoute":        kind[route],
	"gateway.networking.k8s.io/v1 BackendTLSPolicy": kind[backendTLS],
}

type endpoint struct{ Port, Path, Interval string }

type serviceMonitor struct {
	Selector  metav1.LabelSelector
	Endpoints []endpoint
}

type podMonitor struct {
	Selector            metav1.LabelSelector
	PodMetricsEndpoints []endpoint `json:"podMetricsEndpoints"`
}

type prometheusRule struct {
	Groups []struct {
		Name  string
		Rules []alert
	}
}

type alert struct {
	Alert, Expr, For    string
	Labels, Annotations map[string]string
}

type reference struct {
	Group, Kind, Name string
	SectionName       string `json:"sectionName"`
}

type issuer struct {
	SelfSigned *struct{} `json:"selfSigned"`
	CA         *struct {
		SecretName string `json:"secretName"`
	} `json:"ca"`
}

type certificate struct {
	IsCA        bool     `json:"isCA"`
	CommonName  string   `json:"commonName"`
	SecretName  string   `json:"secretName"`
	DNSNames    []string `json:"dnsNames"`
	Usages      []string
	Duration    metav1.Duration
	RenewBefore metav1.Duration `json:"renewBefore"`
	PrivateKey  struct {
		Algorithm      string
		Size           int
		RotationPolicy string `json:"rotationPolicy"`
	} `json:"privateKey"`
	IssuerRef reference `json:"issuerRef"`
}

type toPorts struct {
	Ports []struct{ Port, Protocol string }
}

type ciliumPolicy struct {
	EndpointSelector metav1.LabelSelector `json:"endpointSelector"`
	Ingress          []struct {
		FromEntities []string  `json:"fromEntities"`
		ToPorts      []toPorts `json:"toPorts"`
	}
	Egress []struct {
		ToEntities  []string               `json:"toEntities"`
		ToEndpoints []metav1.LabelSelector `json:"toEndpoints"`
		ToPorts     []toPorts              `json:"toPorts"`
	}
}

type route struct {
	ParentRefs []reference `json:"parentRefs"`
	Hostnames  []string
	Rules      []struct {
		BackendRefs []struct {
			Name string
			Port int
		} `json:"backendRefs"`
		Timeouts struct{ Request string }
	}
}

type backendTLS struct {
	TargetRefs []reference `json:"targetRefs"`
	Validation struct {
		Hostname          string
		CACertificateRefs []reference `json:"caCertificateRefs"`
	}
}
