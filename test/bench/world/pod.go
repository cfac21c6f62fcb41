package world

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const listens = 8080

// spec is that of an application's pods.
func spec(a App) corev1.PodSpec {
	return corev1.PodSpec{
		ServiceAccountName: "default", DeprecatedServiceAccount: "default", RestartPolicy: "Always", DNSPolicy: "ClusterFirst", SchedulerName: "default-scheduler",
		TerminationGracePeriodSeconds: ref(int64(30)), SecurityContext: &corev1.PodSecurityContext{}, EnableServiceLinks: ref(true), Priority: ref(int32(0)),
		Containers: []corev1.Container{{
			Name: "app", Image: "registry.example/" + a.Name() + ":1.4.2", ImagePullPolicy: "IfNotPresent",
			TerminationMessagePath: "/dev/termination-log", TerminationMessagePolicy: "File",
			Ports:          []corev1.ContainerPort{{Name: "http", ContainerPort: listens, Protocol: "TCP"}},
			Env:            []corev1.EnvVar{{Name: "LISTEN", Value: fmt.Sprintf(":%d", listens)}, {Name: "UPSTREAM", Value: fmt.Sprintf("http://app-%d", (a.Number+1)%AppsPerNamespace)}, {Name: "LOG_LEVEL", Value: "info"}},
			Resources:      corev1.ResourceRequirements{Requests: corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("128Mi")}, Limits: corev1.ResourceList{"memory": resource.MustParse("256Mi")}},
			ReadinessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{TCPSocket: &corev1.TCPSocketAction{Port: intstr.FromInt32(listens)}}, TimeoutSeconds: 1, PeriodSeconds: 10, SuccessThreshold: 1, FailureThreshold: 3},
		}},
	}
}

// pod is one of an application's pods, the number of which is its place in the cluster.
func (w *World) pod(a App, n int) *corev1.Pod {
	index := (a.Namespace*AppsPerNamespace+a.Number)*PodsPerApp + n
	name := fmt.Sprintf("%s-%s-%05d", a.Name(), hash, index)
	p := &corev1.Pod{ObjectMeta: w.meta(a.In(), name, map[string]string{"app": a.Name(), "pod-template-hash": hash, "team": a.In()}), Spec: spec(a)}
	p.GenerateName = a.Name() + "-" + hash + "-"
	p.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "ReplicaSet", Name: a.Name() + "-" + hash, UID: "00000000-0000-4000-8000-000000000000", Controller: ref(true), BlockOwnerDeletion: ref(true)}}
	p.Spec.NodeName = NodeName(w.hosts(index))
	p.Spec.Volumes = []corev1.Volume{{Name: "kube-api-access-x7k2p", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{DefaultMode: ref(int32(420)), Sources: []corev1.VolumeProjection{
		{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{ExpirationSeconds: ref(int64(3607)), Path: "token"}},
		{ConfigMap: &corev1.ConfigMapProjection{LocalObjectReference: corev1.LocalObjectReference{Name: "kube-root-ca.crt"}, Items: []corev1.KeyToPath{{Key: "ca.crt", Path: "ca.crt"}}}},
	}}}}}
	p.Spec.Containers[0].VolumeMounts = []corev1.VolumeMount{{Name: "kube-api-access-x7k2p", ReadOnly: true, MountPath: "/var/run/secrets/kubernetes.io/serviceaccount"}}
	for _, key := range []string{"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"} {
		p.Spec.Tolerations = append(p.Spec.Tolerations, corev1.Toleration{Key: key, Operator: "Exists", Effect: "NoExecute", TolerationSeconds: ref(int64(300))})
	}
	w.running(p, podIP(index), address(w.hosts(index)), w.apps[a] != NotReady)
	return p
}

// hosts is the node that a pod runs on. Those of a namespace run on the same ten
// nodes' worth of machines in a cluster of any size.
func (w *World) hosts(index int) int { return index / PodsPerNode % w.Nodes }

// podIP is in 10.16.0.0/12.
func podIP(index int) string {
	return fmt.Sprintf("10.%d.%d.%d", 16+index>>16, index>>8&255, index&255)
}

// running is the status of a pod that runs.
func (w *World) running(p *corev1.Pod, ip, host string, ready bool) {
	state, reason := corev1.ConditionTrue, ""
	if !ready {
		state, reason = corev1.ConditionFalse, "ContainersNotReady"
	}
	started := metav1.NewTime(w.made.Add(-1e12))
	p.Status = corev1.PodStatus{Phase: "Running", PodIP: ip, PodIPs: []corev1.PodIP{{IP: ip}}, HostIP: host, HostIPs: []corev1.HostIP{{IP: host}}, StartTime: &started, QOSClass: "Burstable"}
	for _, c := range []corev1.PodConditionType{corev1.PodReadyToStartContainers, corev1.PodInitialized, corev1.PodReady, corev1.ContainersReady, corev1.PodScheduled} {
		condition := corev1.PodCondition{Type: c, Status: corev1.ConditionTrue, LastTransitionTime: started}
		if c == corev1.PodReady || c == corev1.ContainersReady {
			condition.Status, condition.Reason = state, reason
		}
		p.Status.Conditions = append(p.Status.Conditions, condition)
	}
	for _, c := range p.Spec.Containers {
		p.Status.ContainerStatuses = append(p.Status.ContainerStatuses, corev1.ContainerStatus{
			Name: c.Name, Ready: ready, Started: ref(true), Image: c.Image, ImageID: c.Image + "@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
			ContainerID: "containerd://4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945", State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: started}},
		})
	}
}
