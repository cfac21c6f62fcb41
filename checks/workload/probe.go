package workload

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// probeTarget is the port that a probe asks, as it is written, and false for
// probes that ask none.
func probeTarget(probe *corev1.Probe) (intstr.IntOrString, bool) {
	switch {
	case probe == nil:
	case probe.HTTPGet != nil:
		return probe.HTTPGet.Port, true
	case probe.TCPSocket != nil:
		return probe.TCPSocket.Port, true
	case probe.GRPC != nil:
		return intstr.FromInt32(probe.GRPC.Port), true
	}
	return intstr.IntOrString{}, false
}

// probePort is the number of the port that a probe asks, 0 for a named one.
func probePort(probe *corev1.Probe) int32 {
	target, _ := probeTarget(probe)
	return target.IntVal
}

// declaredPorts are the TCP ports that a container declares, sorted.
func declaredPorts(container *corev1.Container) (list []int32) {
	for _, p := range container.Ports {
		if p.Protocol == corev1.ProtocolTCP || p.Protocol == "" {
			list = append(list, p.ContainerPort)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func numbers(list []int32) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(int(n))
	}
	return strings.Join(words, ", ")
}

// probePatch is the strategic merge patch that points a container's readiness
// probe at another port.
func probePatch(container *corev1.Container, port int32) string {
	type object map[string]any
	action := "tcpSocket"
	switch {
	case container.ReadinessProbe.HTTPGet != nil:
		action = "httpGet"
	case container.ReadinessProbe.GRPC != nil:
		action = "grpc"
	}
	probe := object{"name": container.Name, "readinessProbe": object{action: object{"port": port}}}
	patch, err := json.Marshal(object{"spec": object{"template": object{"spec": object{"containers": []object{probe}}}}})
	if err != nil {
		panic(err) // plain maps always marshal
	}
	return string(patch)
}
