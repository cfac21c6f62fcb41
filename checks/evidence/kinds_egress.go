package evidence

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// StaticGateways are the configurations of AKS's Static Egress Gateway, which
// pods choose by annotation.
var (
	StaticGateways    = Lists[StaticGateway](namespaced("staticgatewayconfigurations", staticGateways, "the StaticGatewayConfigurations of a namespace"))
	AllStaticGateways = Lists[StaticGateway](clusterWide("all-staticgatewayconfigurations", staticGateways.list(""), "the StaticGatewayConfigurations of all namespaces; read only for questions about the whole cluster"))
)

var staticGateways = group("egressgateway.kubernetes.azure.com", "v1alpha1", "staticgatewayconfigurations", "StaticGatewayConfiguration")

// StaticGateway is a StaticGatewayConfiguration. Source:
// Azure/kube-egress-gateway, api/v1alpha1/staticgatewayconfiguration_types.go.
type StaticGateway struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              any `json:"spec,omitempty"`
	Status            struct {
		EgressIPPrefix string `json:"egressIpPrefix,omitempty"`
		Server         struct {
			IP            string `json:"ip,omitempty"`
			Port          int32  `json:"port,omitempty"`
			PublicKey     string `json:"publicKey,omitempty"`
			PrivateKeyRef any    `json:"privateKeySecretRef,omitempty"`
		} `json:"gatewayServerProfile,omitempty"`
	} `json:"status,omitempty"`
}
