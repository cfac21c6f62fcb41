package egress

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

const gatewayAnnotation = "kubernetes.azure.com/static-gateway-configuration"

// StaticGateway finds pods that ask for an egress gateway and cannot have it.
var StaticGateway = &checks.Check{
	ID:     "egress.static-gateway",
	Asks:   "Can the pods use the Static Egress Gateway that they ask for?",
	Why:    "A pod that names a gateway configuration which is not in its namespace cannot start; one on the host's network leaves with the node's address instead of the fixed one.",
	Limits: "Says nothing about the gateway nodes themselves.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/configure-static-egress-gateway#limitations-and-considerations",
		"https://github.com/Azure/kube-egress-gateway/blob/main/controllers/cnimanager/server.go",
	},
	For:   []checks.Symptom{checks.EgressBlocked},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Caller,
	Needs: []evidence.Need{evidence.Require(evidence.Pods), evidence.RequireIfInstalled(evidence.StaticGateways)},
	Remedy: checks.Remedy{
		Says:    "Name a StaticGatewayConfiguration of the pods' own namespace in their annotation, and keep such pods off the host's network.",
		Changes: "Replaces the workload's pods one by one, with the other gateway's address.",
		Fix:     []string{"kubectl -n {{.namespace}} patch {{.workload}} --type=merge -p {{.patch}}"},
		AKS:     []string{`az aks show -g "$AKS_RG" -n "$AKS_NAME" --query networkProfile.staticEgressGatewayProfile`},
		Verify:  []string{"kubectl -n {{.namespace}} get staticgatewayconfigurations.egressgateway.kubernetes.azure.com"},
	},
	Eval: func(c *checks.Context) {
		gateways := evidence.StaticGateways.Of(c)
		for _, pod := range callers(c) {
			if name := pod.Annotations[gatewayAnnotation]; name != "" {
				staticGateway(c, &pod, name, gateways)
			}
		}
		c.Skip("no pod asks for a static egress gateway")
	},
}

func staticGateway(c *checks.Context, pod *corev1.Pod, name string, gateways []evidence.StaticGateway) {
	i := slices.IndexFunc(gateways, func(g evidence.StaticGateway) bool { return g.Name == name })
	switch {
	case pod.Spec.HostNetwork:
		c.Fail("the pods ask for the gateway %s but stand on the host's network, which the gateway does not serve", name)
	case i < 0:
		c.Fail("the pods ask for the gateway %s; there is no StaticGatewayConfiguration of this name in the namespace, so pods cannot start", name)
		if len(gateways) == 1 && slices.Contains([]string{"Deployment", "StatefulSet", "DaemonSet"}, c.Subject().Kind) {
			c.Set("workload", strings.ToLower(c.Subject().Kind)+"/"+c.Subject().Name)
			c.Set("patch", `{"spec":{"template":{"metadata":{"annotations":{"`+gatewayAnnotation+`":"`+gateways[0].Name+`"}}}}}`)
		}
	case gateways[i].Status.EgressIPPrefix == "" && gateways[i].Status.Server.IP == "":
		c.Unknown("the StaticGatewayConfiguration %s shows neither a server nor an egress prefix in its status: it may not be ready", name)
	default:
		c.Pass("the gateway %s is there, with the egress prefix %s", name, gateways[i].Status.EgressIPPrefix)
	}
}
