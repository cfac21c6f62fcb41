package service

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// byName reports whether a Service port means a container port by its name.
func byName(port *corev1.ServicePort) bool {
	return port.TargetPort.Type == intstr.String && port.TargetPort.StrVal != ""
}

// declares reports whether a pod's containers declare a port number.
func declares(pod *corev1.Pod, number int32, protocol corev1.Protocol) bool {
	return slices.ContainsFunc(declared(pod), func(p corev1.ContainerPort) bool {
		return p.ContainerPort == number && kube.Protocol(p.Protocol) == protocol
	})
}

// declared are the ports that a pod's containers declare.
func declared(pod *corev1.Pod) []corev1.ContainerPort {
	var list []corev1.ContainerPort
	for _, container := range kube.Containers(pod) {
		list = append(list, container.Ports...)
	}
	return list
}

// declaredText are the ports that pods declare, as one clause: "http 8080/TCP, 9090/TCP".
func declaredText(pods []corev1.Pod) string {
	var texts []string
	for i := range pods {
		for _, p := range declared(&pods[i]) {
			text := strings.TrimSpace(fmt.Sprintf("%s %d/%s", p.Name, p.ContainerPort, kube.Protocol(p.Protocol)))
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	if len(texts) == 0 {
		return "no port"
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

// retarget is the JSON patch that gives one of a Service's ports another
// targetPort; it fails if the ports were reordered meanwhile.
func retarget(service *corev1.Service, port *corev1.ServicePort, target intstr.IntOrString) string {
	i := 0
	for &service.Spec.Ports[i] != port {
		i++
	}
	return jsonPatch(
		operation{"test", fmt.Sprintf("/spec/ports/%d/port", i), port.Port},
		operation{"replace", fmt.Sprintf("/spec/ports/%d/targetPort", i), target},
	)
}

// operation is one step of a JSON patch, RFC 6902.
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

func jsonPatch(steps ...operation) string {
	text, err := json.Marshal(steps)
	if err != nil {
		panic(err) // numbers and strings always marshal
	}
	return string(text)
}

// with adds to a list what is not there yet.
func with[T comparable](list []T, item T) []T {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}

// mapping is the number that a Service port would mean if it is not the
// port's own, on the pods or, for a number, without any.
func mapping(port *corev1.ServicePort, pods []corev1.Pod) (int32, bool) {
	if !byName(port) {
		pods = []corev1.Pod{{}} // the same on every pod
	}
	for i := range pods {
		if number, ok := kube.TargetPort(port, &pods[i]); ok && number != port.Port {
			return number, true
		}
	}
	return 0, false
}
