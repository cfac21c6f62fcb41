package scenarios

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// app is a workload as one line describes it:
//
//	shop/web kind=Deployment pods=2 ready=1 port=8080 probe service=80 label.app=web env.PAYMENTS_HOST=payments node=node-b
//
// kind is Deployment (the default), StatefulSet, DaemonSet or Pod. Of its pods
// the first "ready" are ready (all, if unsaid); the others wait for the reason
// "waiting", were ended with "ended" (code:Reason, after "restarts"), are
// "pending" for a reason, or just fail their probe. "probe" gives the container
// a readiness probe on its port, "liveness" a liveness probe on a port. "service"
// adds a Service of that port, "nameserver" and "search" a dnsConfig, "corefile"
// the volumes with which CoreDNS reads its configuration.
type app struct {
	namespace, name string
	options         map[string]string
	labels          map[string]string
	env             []corev1.EnvVar
}

func parseApp(line string) (a app, err error) {
	words := strings.Fields(line)
	namespace, name, ok := strings.Cut(words[0], "/")
	if !ok {
		return a, fmt.Errorf("app %q has no namespace", words[0])
	}
	a = app{namespace: namespace, name: name, options: map[string]string{}, labels: map[string]string{}}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		switch {
		case strings.HasPrefix(key, "label."):
			a.labels[strings.TrimPrefix(key, "label.")] = value
		case strings.HasPrefix(key, "env."):
			a.env = append(a.env, corev1.EnvVar{Name: strings.TrimPrefix(key, "env."), Value: value})
		default:
			a.options[key] = value
		}
	}
	if len(a.labels) == 0 {
		a.labels["app"] = name
	}
	return a, nil
}

func (a app) has(option string) bool { _, ok := a.options[option]; return ok }

func (a app) text(option, otherwise string) string {
	if v, ok := a.options[option]; ok {
		return v
	}
	return otherwise
}

func (a app) number(option string, otherwise int) int {
	n, err := strconv.Atoi(a.options[option])
	if err != nil {
		return otherwise
	}
	return n
}

func (a app) meta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: a.namespace, Name: name, Labels: maps.Clone(a.labels)}
}

// objects are the app's controller, pods and Service. Pods take their
// addresses from next.
func (a app) objects(next func(node int) string) (list []any) {
	pods, kind := a.number("pods", 1), a.text("kind", "Deployment")
	ready := a.number("ready", pods)
	template := corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: a.labels}, Spec: a.spec()}
	selector := &metav1.LabelSelector{MatchLabels: a.labels}
	replicas := int32(a.number("replicas", pods))
	n, r := int32(pods), int32(ready)
	switch kind {
	case "Deployment":
		list = append(list, &appsv1.Deployment{
			TypeMeta: typeOf("apps/v1", kind), ObjectMeta: a.meta(a.name),
			Spec:   appsv1.DeploymentSpec{Replicas: &replicas, Selector: selector, Template: template},
			Status: appsv1.DeploymentStatus{ObservedGeneration: 1, Replicas: n, UpdatedReplicas: n, ReadyReplicas: r, AvailableReplicas: r, UnavailableReplicas: n - r},
		})
	case "StatefulSet":
		list = append(list, &appsv1.StatefulSet{
			TypeMeta: typeOf("apps/v1", kind), ObjectMeta: a.meta(a.name),
			Spec:   appsv1.StatefulSetSpec{Replicas: &replicas, Selector: selector, Template: template, ServiceName: a.text("governed", a.name)},
			Status: appsv1.StatefulSetStatus{ObservedGeneration: 1, Replicas: n, ReadyReplicas: r, AvailableReplicas: r},
		})
	case "DaemonSet":
		list = append(list, &appsv1.DaemonSet{
			TypeMeta: typeOf("apps/v1", kind), ObjectMeta: a.meta(a.name),
			Spec:   appsv1.DaemonSetSpec{Selector: selector, Template: template},
			Status: appsv1.DaemonSetStatus{ObservedGeneration: 1, DesiredNumberScheduled: n, CurrentNumberScheduled: n, NumberReady: r, NumberAvailable: r, NumberUnavailable: n - r},
		})
	}
	for i := range pods {
		list = append(list, a.pod(kind, i, i < ready, next))
	}
	if a.has("service") {
		list = append(list, &corev1.Service{
			TypeMeta: typeOf("v1", "Service"), ObjectMeta: metav1.ObjectMeta{Namespace: a.namespace, Name: a.name},
			Spec: corev1.ServiceSpec{Selector: a.labels, Ports: []corev1.ServicePort{{
				Name: "http", Port: int32(a.number("service", 80)), TargetPort: intstr.FromInt32(int32(a.number("port", 8080))),
			}}},
		})
	}
	return list
}

func (a app) spec() corev1.PodSpec {
	port := int32(a.number("port", 8080))
	container := corev1.Container{
		Name: a.name, Image: "registry.example/" + a.name + ":1", Env: a.env,
		Ports: []corev1.ContainerPort{{Name: a.text("portname", ""), ContainerPort: port}},
	}
	if a.has("probe") {
		container.ReadinessProbe = &corev1.Probe{ProbeHandler: corev1.ProbeHandler{
			HTTPGet: &corev1.HTTPGetAction{Path: "/ready", Port: intstr.FromInt32(int32(a.number("probe", int(port))))},
		}}
	}
	spec := corev1.PodSpec{
		Containers: []corev1.Container{container}, HostNetwork: a.has("hostNetwork"),
		DNSPolicy: corev1.DNSPolicy(a.text("dnsPolicy", string(corev1.DNSClusterFirst))),
	}
	if a.has("liveness") {
		spec.Containers[0].LivenessProbe = &corev1.Probe{ProbeHandler: corev1.ProbeHandler{
			TCPSocket: &corev1.TCPSocketAction{Port: intstr.FromInt32(int32(a.number("liveness", int(port))))},
		}}
	}
	if a.has("nameserver") || a.has("search") {
		spec.DNSConfig = &corev1.PodDNSConfig{}
		for option, list := range map[string]*[]string{"nameserver": &spec.DNSConfig.Nameservers, "search": &spec.DNSConfig.Searches} {
			if a.has(option) {
				*list = []string{a.options[option]}
			}
		}
	}
	if a.has("corefile") {
		readCorefile(&spec)
	}
	return spec
}

// readCorefile makes a pod read its Corefile as AKS's CoreDNS does.
func readCorefile(spec *corev1.PodSpec) {
	container, optional := &spec.Containers[0], true
	container.Image = "mcr.microsoft.com/oss/v2/kubernetes/coredns:v1.12.1"
	container.Args = []string{"-conf", "/etc/coredns/Corefile"}
	container.VolumeMounts = []corev1.VolumeMount{
		{Name: "config-volume", MountPath: "/etc/coredns", ReadOnly: true},
		{Name: "custom-config-volume", MountPath: "/etc/coredns/custom", ReadOnly: true},
	}
	corefile := corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: "coredns"}, Items: []corev1.KeyToPath{{Key: "Corefile", Path: "Corefile"}}}
	custom := corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: "coredns-custom"}, Optional: &optional}
	spec.Volumes = []corev1.Volume{
		{Name: "config-volume", VolumeSource: corev1.VolumeSource{ConfigMap: &corefile}},
		{Name: "custom-config-volume", VolumeSource: corev1.VolumeSource{ConfigMap: &custom}},
	}
	spec.DNSPolicy = corev1.DNSDefault
}

func typeOf(version, kind string) metav1.TypeMeta {
	return metav1.TypeMeta{APIVersion: version, Kind: kind}
}

// written are objects as one JSON document each, which is YAML too.
func written(objects []any) ([]byte, error) {
	var documents []string
	for _, o := range objects {
		text, err := json.Marshal(o)
		if err != nil {
			return nil, err
		}
		documents = append(documents, string(text))
	}
	return []byte(strings.Join(documents, "\n---\n")), nil
}

// addresses hands out pod addresses, each once: those of a node's range first,
// then of ranges that no node has.
type addresses map[int]int

func (a addresses) next(node int) string {
	const each = 200
	a[node]++
	n := a[node]
	if n < each {
		return fmt.Sprintf("10.244.%d.%d", node, 10+n)
	}
	return fmt.Sprintf("10.245.%d.%d", node*32+n/each, 10+n%each)
}

// apps are the objects of all lines of a section, with their namespaces.
func apps(section string, free addresses) (list []any, err error) {
	namespaces := map[string]bool{}
	for _, line := range strings.Split(section, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		a, err := parseApp(line)
		if err != nil {
			return nil, err
		}
		if a.namespace != "kube-system" { // every cluster has it
			namespaces[a.namespace] = true
		}
		list = append(list, a.objects(free.next)...)
	}
	for _, name := range slices.Sorted(maps.Keys(namespaces)) {
		list = slices.Insert(list, 0, any(&corev1.Namespace{TypeMeta: typeOf("v1", "Namespace"), ObjectMeta: metav1.ObjectMeta{Name: name}}))
	}
	return list, nil
}
