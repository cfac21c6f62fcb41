package world

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

var (
	sizes   = [pools]string{"Standard_D8s_v5", "Standard_D16s_v5", "Standard_E16ds_v5", "Standard_NC24ads_A100_v4"}
	kernels = [pools]string{"5.15.0-1096-azure", "6.8.0-1034-azure", "6.8.0-1034-azure", "5.15.0-1067-azure"}
)

// address is the node's own, 10.128.0.0/12.
func address(i int) string { return fmt.Sprintf("10.%d.%d.%d", 128+i>>16, i>>8&255, i&255) }

func (w *World) node(i int) *corev1.Node {
	name, pool := NodeName(i), i%pools
	n := &corev1.Node{ObjectMeta: w.meta("", name, map[string]string{
		"agentpool": fmt.Sprintf("pool%d", pool), "kubernetes.azure.com/agentpool": fmt.Sprintf("pool%d", pool),
		"kubernetes.azure.com/cluster": "MC_bench_bench_westeurope", "kubernetes.azure.com/os-sku": "Ubuntu",
		"kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux", "kubernetes.io/hostname": name,
		"node.kubernetes.io/instance-type": sizes[pool], "topology.kubernetes.io/region": "westeurope",
		"topology.kubernetes.io/zone": fmt.Sprintf("westeurope-%d", i/pools%3+1),
	})}
	n.Spec.ProviderID = fmt.Sprintf("azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mc_bench/providers/Microsoft.Compute/virtualMachineScaleSets/aks-pool%d/virtualMachines/%d", pool, i)
	n.Spec.PodCIDR = fmt.Sprintf("10.%d.%d.0/24", 144+i>>8, i&255)
	n.Spec.PodCIDRs = []string{n.Spec.PodCIDR}
	room := corev1.ResourceList{"cpu": resource.MustParse("8"), "memory": resource.MustParse("32Gi"), "pods": resource.MustParse("110"), "ephemeral-storage": resource.MustParse("128Gi")}
	n.Status = corev1.NodeStatus{
		Capacity: room, Allocatable: room,
		Addresses:       []corev1.NodeAddress{{Type: "InternalIP", Address: address(i)}, {Type: "Hostname", Address: name}, {Type: "InternalDNS", Address: "localhost"}},
		NodeInfo:        corev1.NodeSystemInfo{KernelVersion: kernels[pool], KubeletVersion: "v1.36.3", ContainerRuntimeVersion: "containerd://2.1.4-1", OSImage: "Ubuntu 24.04.3 LTS", OperatingSystem: "linux", Architecture: "amd64"},
		DaemonEndpoints: corev1.NodeDaemonEndpoints{KubeletEndpoint: corev1.DaemonEndpoint{Port: w.kubelet}},
	}
	for image := range 40 {
		at := fmt.Sprintf("registry.example/platform/component-%d", image)
		n.Status.Images = append(n.Status.Images, corev1.ContainerImage{Names: []string{at + "@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945", at + ":v1.2.3"}, SizeBytes: 120 << 20})
	}
	condition := func(sort corev1.NodeConditionType, bad bool, reason, says string) {
		status := corev1.ConditionFalse
		if bad {
			status = corev1.ConditionTrue
		}
		n.Status.Conditions = append(n.Status.Conditions, corev1.NodeCondition{Type: sort, Status: status, Reason: reason, Message: says, LastHeartbeatTime: w.made, LastTransitionTime: w.made})
	}
	down := func(key string) {
		n.Spec.Taints = append(n.Spec.Taints, corev1.Taint{Key: key, Effect: corev1.TaintEffectNoSchedule}, corev1.Taint{Key: key, Effect: corev1.TaintEffectNoExecute, TimeAdded: &w.made})
	}
	for _, sort := range []corev1.NodeConditionType{"MemoryPressure", "DiskPressure", "PIDPressure"} {
		condition(sort, false, "KubeletHasNo"+string(sort), "kubelet has no "+string(sort))
	}
	switch w.nodes[i] {
	case NodeDown:
		condition("Ready", false, "KubeletNotReady", "container runtime is down, PLEG is not healthy")
		down("node.kubernetes.io/not-ready")
	case NoNetwork:
		condition("NetworkUnavailable", true, "NoRouteCreated", "the network of the node is not set up")
		condition("Ready", true, "KubeletReady", "kubelet is posting ready status")
		n.Spec.Taints = append(n.Spec.Taints, corev1.Taint{Key: "node.kubernetes.io/network-unavailable", Effect: corev1.TaintEffectNoSchedule})
	default:
		condition("Ready", true, "KubeletReady", "kubelet is posting ready status")
	}
	return n
}
