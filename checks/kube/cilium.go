package kube

import (
	"regexp"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
)

// AgentImage is the image that the DaemonSet of Cilium runs its agents from; ""
// where there is none.
func AgentImage(list []appsv1.DaemonSet) string {
	for i := range list {
		for _, c := range list[i].Spec.Template.Spec.Containers {
			if c.Name == "cilium-agent" {
				return c.Image
			}
		}
	}
	return ""
}

var ciliumVersion = regexp.MustCompile(`:v?1\.(\d+)\.`)

// CiliumMinor is the minor version of Cilium 1 that an image is of, by its tag.
func CiliumMinor(image string) (minor int, known bool) {
	m := ciliumVersion.FindStringSubmatch(image)
	if m == nil {
		return 0, false
	}
	minor, err := strconv.Atoi(m[1])
	return minor, err == nil
}

// FromMicrosoft reports whether an image is one that AKS installs: what runs from
// it, and its settings, are then not the operator's to change.
func FromMicrosoft(image string) bool { return strings.HasPrefix(image, "mcr.microsoft.com/") }
