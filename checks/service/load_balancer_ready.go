package service

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// LoadBalancerReady finds a load balancer that has no address, and says what
// the cloud provider complains of.
var LoadBalancerReady = &checks.Check{
	ID:     "service.load-balancer-ready",
	Asks:   "Has the Service's load balancer an address?",
	Why:    "Until the cloud has made the load balancer, EXTERNAL-IP is pending and no client outside the cluster can reach the Service.",
	Limits: "A load balancer takes a minute or two to be made; the reason stands in events, which expire after an hour.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/internal-lb#specify-an-ip-address",
		"https://learn.microsoft.com/azure/aks/concepts-identity",
		"https://github.com/Azure/AKS/issues/2625",
		"https://github.com/MicrosoftDocs/azure-docs/issues/62754",
	},
	For:   []checks.Symptom{checks.IngressUnreachable},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.HealthReview},
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.Prefer(evidence.Warnings)},
	Remedy: checks.Remedy{
		Says:    "Remove what the cloud provider complains of; it tries again by itself.",
		Changes: "Lets the cluster's identity manage the subnet of its first node pool; name another subnet as scope if the load balancer is to stand there.",
		AKS: []string{
			`{{with .denied}}az role assignment create --assignee-object-id ` + identity + ` --assignee-principal-type ServicePrincipal ` +
				`--role "Network Contributor" --scope ` + subnet + `{{end}}`,
		},
		Verify: []string{
			"kubectl -n {{.namespace}} describe service {{.name}}",
			"{{with .denied}}az role assignment list --all --assignee " + identity + " -o table{{end}}",
			`{{with .quota}}az network list-usages --location "$(az aks show -g "$AKS_RG" -n "$AKS_NAME" --query location -o tsv)" -o table{{end}}`,
		},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		switch {
		case service == nil:
		case service.Spec.Type != corev1.ServiceTypeLoadBalancer:
			c.Skip("the Service is no load balancer")
		case len(service.Status.LoadBalancer.Ingress) > 0:
			first := service.Status.LoadBalancer.Ingress[0]
			c.Pass("the load balancer has the address %s", first.IP+first.Hostname)
		case service.Spec.LoadBalancerClass != nil:
			c.Fail("the load balancer has no address: its class %s is left to another controller than AKS's own", *service.Spec.LoadBalancerClass)
		default:
			pending(c, lastComplaint(service.Name, evidence.Warnings.Of(c)))
		}
	},
}

// The identity and the subnet of the cluster, as shell words of az.
const (
	identity = `"$(az aks show -g "$AKS_RG" -n "$AKS_NAME" --query 'identity.principalId || values(identity.userAssignedIdentities)[0].principalId' -o tsv)"`
	subnet   = `"$(az aks show -g "$AKS_RG" -n "$AKS_NAME" --query 'agentPoolProfiles[0].vnetSubnetId' -o tsv)"`
)

// complaints are error codes of Azure in the order of looking, and what they mean.
var complaints = []struct{ code, says, value string }{
	{"AuthorizationFailed", "the cluster's identity lacks a permission, most often on the subnet", "denied"}, // LinkedAuthorizationFailed too
	{"PublicIPCountLimitReached", "the subscription's quota of public addresses is used up", "quota"},
	{"PublicIpCountLimitReached", "the subscription's quota of public addresses is used up", "quota"},
	{"PrivateIPAddressNotInSubnet", "the address asked for lies outside the subnet", ""},
	{"PrivateIPAddressInReservedRange", "the address asked for is reserved by Azure", ""},
	{"PrivateIPAddressIsAllocated", "the address asked for is in use", ""},
	{"SubnetIsFull", "the subnet has no free address", ""},
	{"RequestDisallowedByPolicy", "an Azure Policy forbids it", ""},
}

func pending(c *checks.Context, event *corev1.Event) {
	if event == nil {
		c.Fail("the load balancer has no address, and no event says why")
		return
	}
	for _, known := range complaints {
		if strings.Contains(event.Message, known.code) {
			if known.value != "" {
				c.Set(known.value, "yes")
			}
			c.Fail("the load balancer has no address: %s (%s)", known.says, known.code)
			return
		}
	}
	c.Fail("the load balancer has no address: %s: %s", event.Reason, event.Message)
}

// lastComplaint is the latest Warning event of a Service, nil if none was seen.
func lastComplaint(service string, events []corev1.Event) *corev1.Event {
	own := slices.DeleteFunc(slices.Clone(events), func(e corev1.Event) bool {
		return e.InvolvedObject.Kind != "Service" || e.InvolvedObject.Name != service
	})
	if len(own) == 0 {
		return nil
	}
	last := slices.MaxFunc(own, func(a, b corev1.Event) int { return a.LastTimestamp.Compare(b.LastTimestamp.Time) })
	return &last
}
