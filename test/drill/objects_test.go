package drill

import (
	"encoding/json"

	"github.com/netwhy/netwhy/checks/evidence"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// shop is the pods' namespace.
const shop = "shop"

// theirPods are the pods, each the only one of a Deployment.
var theirPods = []struct{ app, name, uid, address string }{
	{"app", "app-7c9d-1", "3f0c8a52-0c1d-4e7b-9a55-6f2f1d0e7a01", appIP},
	{"idle", "idle-7c9d-1", "3f0c8a52-0c1d-4e7b-9a55-6f2f1d0e7a02", idleIP},
}

func uids() (list []string) {
	for _, p := range theirPods {
		list = append(list, p.uid)
	}
	return list
}

// objects are what the Kubernetes API has of the node and its pods, by kind of
// evidence.
func (n *node) objects() map[string][]json.RawMessage {
	n.t.Helper()
	var pods, deployments []any
	for _, p := range theirPods {
		one := pod(p.app, p.name, p.uid, p.address)
		if p.app == "app" && len(n.sysctls) > 0 {
			one.Spec.SecurityContext = &corev1.PodSecurityContext{Sysctls: n.sysctls}
		}
		pods, deployments = append(pods, one), append(deployments, deployment(p.app))
	}
	list := func(objects ...any) (items []json.RawMessage) {
		for _, o := range objects {
			data, err := json.Marshal(o)
			n.must(err)
			items = append(items, data)
		}
		return items
	}
	return map[string][]json.RawMessage{
		evidence.NodeObject.Name: list(theNode()), evidence.Nodes.Name: list(theNode()),
		evidence.Pods.Name: list(pods...), evidence.NodePods.Name: list(pods...),
		evidence.Deployments.Name: list(deployments...),
	}
}

func theNode() corev1.Node {
	return corev1.Node{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Node"}, ObjectMeta: metav1.ObjectMeta{Name: nodeName},
		Spec: corev1.NodeSpec{PodCIDR: podRange, PodCIDRs: []string{podRange}},
		Status: corev1.NodeStatus{
			Addresses:  []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: hostIP}},
			Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}},
			NodeInfo:   corev1.NodeSystemInfo{OperatingSystem: "linux"},
		},
	}
}

func deployment(name string) appsv1.Deployment {
	one := int32(1)
	return appsv1.Deployment{
		TypeMeta: metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"}, ObjectMeta: metav1.ObjectMeta{Namespace: shop, Name: name},
		Spec:   appsv1.DeploymentSpec{Replicas: &one, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": name}}},
		Status: appsv1.DeploymentStatus{Replicas: 1, ReadyReplicas: 1, AvailableReplicas: 1},
	}
}

func pod(app, name, uid, address string) corev1.Pod {
	yes := true
	return corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{
			Namespace: shop, Name: name, UID: types.UID(uid), Labels: map[string]string{"app": app, "pod-template-hash": "7c9d"},
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "ReplicaSet", Name: app + "-7c9d", Controller: &yes}},
		},
		Spec: corev1.PodSpec{NodeName: nodeName, Containers: []corev1.Container{{Name: app}}},
		Status: corev1.PodStatus{
			Phase: corev1.PodRunning, PodIP: address, PodIPs: []corev1.PodIP{{IP: address}}, HostIP: hostIP,
			Conditions:        []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}},
			ContainerStatuses: []corev1.ContainerStatus{{Name: app, Ready: true, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}}},
		},
	}
}
