package workload

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// ImagePulls finds images that cannot be pulled, and whether the registry
// refused, does not have them, or was not reached.
var ImagePulls = &checks.Check{
	ID:     "workload.image-pulls",
	Asks:   "Can the images of the workload be pulled?",
	Why:    "A container without its image does not start; a registry out of reach points to the nodes' own way out.",
	Limits: "Why the pull failed is read from the runtime's message and may be a guess.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff",
		"https://learn.microsoft.com/azure/aks/cluster-container-registry-integration",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.EgressBlocked, checks.IngressUnreachable},
	Scope: evidence.Workload,
	Side:  checks.Named,
	Needs: []evidence.Need{evidence.Require(evidence.Pods)},
	Leads: []checks.Lead{{Ask: "node.egress-blocked"}},
	Remedy: checks.Remedy{
		Says: "Correct the image's name, let the cluster log in to the registry, or open the nodes' way to it.",
		Verify: []string{
			"kubectl -n {{.namespace}} describe pod {{.pod}}",
			`az aks check-acr -g "$AKS_RG" -n "$AKS_NAME" --acr {{.registry}}`,
		},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		faults := faultsOf(pods, unpulled)
		for _, f := range faults {
			if registry, _, _ := strings.Cut(firstUnpulled(f.pod).Image, "/"); strings.HasSuffix(registry, ".azurecr.io") {
				c.Set("registry", registry)
			}
		}
		judge(c, pods, faults, "no container waits for its image")
	},
}

// pullReasons are the kubelet's reasons, of kubernetes pkg/kubelet/images/types.go.
var pullReasons = []string{"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError"}

func firstUnpulled(pod *corev1.Pod) *corev1.ContainerStatus {
	list := slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses)
	for i := range list {
		if w := list[i].State.Waiting; w != nil && slices.Contains(pullReasons, w.Reason) {
			return &list[i]
		}
	}
	return nil
}

func unpulled(pod *corev1.Pod) string {
	s := firstUnpulled(pod)
	if s == nil {
		return ""
	}
	text := fmt.Sprintf("container %s cannot get image %s (%s", s.Name, s.Image, s.State.Waiting.Reason)
	message := strings.ToLower(s.State.Waiting.Message)
	for _, sign := range pullSigns {
		if slices.ContainsFunc(sign.words, func(w string) bool { return strings.Contains(message, w) }) {
			return text + ": " + sign.means + ")"
		}
	}
	return text + ")"
}

// pullSigns tell from the runtime's message why a pull failed, surest first.
var pullSigns = []struct {
	words []string
	means string
}{
	{[]string{"no such host", "server misbehaving"}, "the node cannot resolve the registry's name"},
	{[]string{"i/o timeout", "connection refused", "deadline exceeded", "no route to host", "client.timeout"}, "the node does not reach the registry"},
	{[]string{"x509", "certificate"}, "the node does not trust the registry's certificate"},
	{[]string{"toomanyrequests", "429 too many"}, "the registry limits the rate of pulls"},
	{[]string{"unauthorized", "forbidden", "denied"}, "the registry refuses access"},
	{[]string{"not found", "manifest unknown"}, "the registry does not have it"},
}
