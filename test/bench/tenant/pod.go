package tenant

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// fields is what an API server keeps of who set which field of a pod.
const fields = `{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"0b5c0f6e-6c1f-4f0e-9d2a-3f1f4b1f6a11\"}":{}}},` +
	`"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:env":{".":{},"k:{\"name\":\"DATABASE_HOST\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:imagePullPolicy":{},"f:name":{},` +
	`"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},"f:readinessProbe":{".":{},"f:failureThreshold":{},"f:httpGet":{".":{},"f:path":{},"f:port":{}}}}},` +
	`"f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}`

// PodName is the name of a pod of so many apps.
func PodName(i, apps int) string { return fmt.Sprintf("%s-7c9d6b5f4-%05d", App(i%apps), i) }

// Address is the address of a pod.
func Address(i int) string { return fmt.Sprintf("10.244.%d.%d", i/250, i%250+1) }

// Node is the node that a pod runs on, one of ten.
func Node(i int) string { return fmt.Sprintf("aks-user-38112047-vmss%06d", i%10) }

// Pods are so many, ready, in turn of the apps.
func Pods(apps, pods int) (list []corev1.Pod) {
	for i := range pods {
		list = append(list, pod(i, apps))
	}
	return list
}

func pod(i, apps int) corev1.Pod {
	yes, app := true, App(i%apps)
	m := meta(PodName(i, apps), map[string]string{"app": app, "pod-template-hash": "7c9d6b5f4"})
	m.GenerateName = app + "-7c9d6b5f4-"
	m.Annotations = map[string]string{"prometheus.io/scrape": "true", "checksum/config": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
	m.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "ReplicaSet", Name: app + "-7c9d6b5f4", UID: m.UID, Controller: &yes}}
	m.ManagedFields = []metav1.ManagedFieldsEntry{
		{Manager: "kube-controller-manager", Operation: metav1.ManagedFieldsOperationUpdate, APIVersion: "v1", Time: &since, FieldsType: "FieldsV1", FieldsV1: metav1.NewFieldsV1(fields)},
		{Manager: "kubelet", Operation: metav1.ManagedFieldsOperationUpdate, APIVersion: "v1", Time: &since, FieldsType: "FieldsV1", Subresource: "status", FieldsV1: metav1.NewFieldsV1(`{"f:status":{"f:conditions":{},"f:containerStatuses":{},"f:hostIP":{},"f:phase":{},"f:podIP":{},"f:podIPs":{},"f:startTime":{}}}`)},
	}
	mode := int32(420)
	return corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"}, ObjectMeta: m,
		Spec: corev1.PodSpec{
			NodeName: Node(i), ServiceAccountName: app, DNSPolicy: corev1.DNSClusterFirst, RestartPolicy: corev1.RestartPolicyAlways, SchedulerName: "default-scheduler",
			Volumes: []corev1.Volume{{Name: "kube-api-access-x7k2p", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{DefaultMode: &mode,
				Sources: []corev1.VolumeProjection{{ConfigMap: &corev1.ConfigMapProjection{LocalObjectReference: corev1.LocalObjectReference{Name: "kube-root-ca.crt"}}}}}}}},
			Containers: []corev1.Container{{
				Name: "main", Image: "registry.example/shop/" + app + ":v1.42.0", Args: []string{"--listen=:8080", "--upstream=http://" + App(i+1) + ".shop.svc.cluster.local"},
				Env:          []corev1.EnvVar{{Name: "DATABASE_HOST", Value: "db.data.svc.cluster.local"}, {Name: "DATABASE_PASSWORD", Value: "not-a-real-one"}, {Name: "LOG_LEVEL", Value: "info"}, {Name: "UPSTREAM_URL", Value: "http://" + App(i+1) + ".shop:80/v1"}},
				Ports:        []corev1.ContainerPort{{Name: "http", ContainerPort: 8080, Protocol: corev1.ProtocolTCP}},
				VolumeMounts: []corev1.VolumeMount{{Name: "kube-api-access-x7k2p", ReadOnly: true, MountPath: "/var/run/secrets/kubernetes.io/serviceaccount"}},
			}},
			Tolerations: []corev1.Toleration{{Key: "node.kubernetes.io/not-ready", Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute}},
		},
		Status: corev1.PodStatus{
			Phase: corev1.PodRunning, HostIP: fmt.Sprint("10.224.0.", i%10+4), PodIP: Address(i), PodIPs: []corev1.PodIP{{IP: Address(i)}}, StartTime: &since, QOSClass: corev1.PodQOSBurstable,
			Conditions: []corev1.PodCondition{
				{Type: corev1.PodInitialized, Status: corev1.ConditionTrue, LastTransitionTime: since}, {Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: since},
				{Type: corev1.ContainersReady, Status: corev1.ConditionTrue, LastTransitionTime: since}, {Type: corev1.PodScheduled, Status: corev1.ConditionTrue, LastTransitionTime: since},
			},
			ContainerStatuses: []corev1.ContainerStatus{{
				Name: "main", Ready: true, Started: &yes, Image: "registry.example/shop/" + app + ":v1.42.0", ContainerID: "containerd://5b1e0c3d9f7a2468ace013579bdf24685b1e0c3d9f7a2468ace013579bdf2468",
				State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: since}},
			}},
		},
	}
}
