package dns

import (
	"encoding/json"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// replaced takes the labels of a selector away and puts that of CoreDNS there.
func replaced(selector map[string]string) map[string]any {
	patch := map[string]any{}
	for key := range selector {
		patch[key] = nil
	}
	patch["k8s-app"] = "kube-dns"
	return patch
}

// patchOf is a merge patch of a spec.
func patchOf(spec map[string]any) string {
	text, err := json.Marshal(map[string]any{"spec": spec})
	if err != nil {
		return "" // the command is left out
	}
	return string(text)
}

// oneMore is the patch that adds a replica to each step of AKS's ladder for
// CoreDNS, "" where there is no such ladder.
func oneMore(c *checks.Context) string {
	list := evidence.CoreDNSAutoscaler.Of(c)
	var ladder map[string][][2]int
	if len(list) == 0 || json.Unmarshal([]byte(list[0].Data["ladder"]), &ladder) != nil {
		return ""
	}
	for _, steps := range ladder {
		for i := range steps {
			steps[i][1]++
		}
	}
	text, err := json.Marshal(ladder)
	if err != nil {
		return ""
	}
	patch, err := json.Marshal(map[string]any{"data": map[string]string{"ladder": string(text)}})
	if err != nil {
		return ""
	}
	return string(patch)
}

// twice is double the memory limit of a container, "" where it has none.
func twice(pod *corev1.PodSpec, container string) string {
	for _, c := range pod.Containers {
		if limit := c.Resources.Limits.Memory(); c.Name == container && limit.Value() > 0 {
			return resource.NewQuantity(2*limit.Value(), resource.BinarySI).String()
		}
	}
	return ""
}
