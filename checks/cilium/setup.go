package cilium

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

const systemNamespace = "kube-system"

// settled is how long things may take to come into being after a pod starts.
const settled = 2 * time.Minute

// ifServed is a need of a kind whose API only clusters with Cilium serve: a
// check asks [seen] whether it was read.
func ifServed(k evidence.Any) evidence.Need { return evidence.Need{Kind: k.About(), Optional: true} }

// seen reports whether all kinds were read; the verdict is Unknown where not.
func seen(c *checks.Context, kinds ...evidence.Any) bool {
	for _, k := range kinds {
		if c.Read(k.About()) == nil {
			c.Unknown("%s could not be read", k.About().Name)
			return false
		}
	}
	return true
}

// installed reports whether the cluster runs Cilium; the verdict is Skip where
// it does not.
func installed(c *checks.Context) bool {
	if len(evidence.CiliumDaemonSet.Of(c)) == 0 {
		c.Skip("the cluster has no DaemonSet kube-system/cilium")
		return false
	}
	return true
}

// setting is what cilium-config says for a key, "" if nothing.
func setting(c *checks.Context, key string) string {
	for _, m := range evidence.CiliumConfig.Of(c) {
		return m.Data[key]
	}
	return ""
}

// on reports whether a setting is switched on, given what holds where
// cilium-config does not say.
func on(c *checks.Context, key string, otherwise bool) bool {
	if value, err := strconv.ParseBool(setting(c, key)); err == nil {
		return value
	}
	return otherwise
}

// sure reports whether cilium-config is all that says what holds for some keys;
// the verdict is Unknown where a CiliumNodeConfig may say otherwise.
func sure(c *checks.Context, keys ...string) bool {
	if len(evidence.CiliumConfig.Of(c)) == 0 {
		c.Unknown("there is no ConfigMap kube-system/cilium-config: how Cilium is set up is not known")
		return false
	}
	for _, n := range evidence.CiliumNodeConfigs.Of(c) {
		for _, key := range keys {
			if value, says := n.Spec.Defaults[key]; says && value != setting(c, key) {
				c.Unknown("CiliumNodeConfig %s sets %s to %q on some nodes: what holds where is not judged", n.Name, key, value)
				return false
			}
		}
	}
	return true
}

// configured are the needs of [installed], [setting] and [sure].
func configured(more ...evidence.Need) []evidence.Need {
	return append([]evidence.Need{
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumConfig), evidence.RequireIfInstalled(evidence.CiliumNodeConfigs),
	}, more...)
}

// managed are the running pods of the workload under examination that Cilium
// gives a network to.
func managed(c *checks.Context) []corev1.Pod {
	return kube.Keep(kube.Live(evidence.Pods.Of(c)), func(p *corev1.Pod) bool { return kube.Belongs(c.Subject(), p) && kube.Networked(p) })
}

// old reports whether a pod ran long enough, when it was read, for what Cilium
// says of it to have come about.
func old(c *checks.Context, p *corev1.Pod) bool {
	return p.Status.StartTime != nil && evidence.Pods.At(c).Sub(p.Status.StartTime.Time) >= settled
}

// endpointOf is what Cilium knows of a pod, nil if nothing.
func endpointOf(c *checks.Context, p *corev1.Pod) *evidence.CiliumEndpoint {
	list := evidence.CiliumEndpoints.Of(c)
	if i := slices.IndexFunc(list, func(e evidence.CiliumEndpoint) bool { return e.Name == p.Name && e.Namespace == p.Namespace }); i >= 0 {
		return &list[i]
	}
	return nil
}

// agentImage is the image that the DaemonSet runs its agents from.
func agentImage(c *checks.Context) string { return kube.AgentImage(evidence.CiliumDaemonSet.Of(c)) }

// onAKS reports whether Microsoft manages this Cilium.
func onAKS(c *checks.Context) bool { return kube.FromMicrosoft(agentImage(c)) }

// aksInstalled is like [installed], of the Cilium of AKS alone.
func aksInstalled(c *checks.Context) bool {
	switch {
	case !installed(c):
		return false
	case !onAKS(c):
		c.Skip("Cilium is not AKS's")
		return false
	}
	return true
}

// managedByAKS ends a sentence on how to change a setting.
const managedByAKS = " On AKS cilium-config is managed, and what is changed by hand is undone: see \"az aks update --help\", or open a support case."

// restart has the agents read their settings anew.
const restart = "kubectl -n kube-system rollout restart daemonset cilium"

// restartChanges says what follows from it.
const restartChanges = "The agents restart, node by node; the kernel forwards on meanwhile, and names in policies do not resolve until the node's agent is back."

// seeConfig shows what cilium-config says.
const seeConfig = "kubectl -n kube-system get configmap cilium-config -o yaml"

func quoted(s string) string { return fmt.Sprintf("%q", s) }
