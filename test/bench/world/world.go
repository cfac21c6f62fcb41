package world

import (
	"fmt"
	"math/rand/v2"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

const (
	PodsPerNode      = 20
	AppsPerNamespace = 20
	PodsPerApp       = 10
	podsPerNamespace = AppsPerNamespace * PodsPerApp
	Fewest           = 20 // nodes, of two namespaces, one of which is the target
	pools            = 4
	hash             = "5b8c9d7f6" // of every ReplicaSet
)

// World is a cluster that can be written.
type World struct {
	Nodes      int
	Namespaces int
	Faults     []Fault // that the API tells of, but for who listens
	Counted    []Fault // that nodes count
	Dropped    []Fault // of packets to an application

	apps    map[App]Kind
	nodes   map[int]Kind
	counts  map[int]Kind
	probes  func(node int) string // addresses
	port    int                   // of all probes
	kubelet int32                 // the port of all kubelets
	made    metav1.Time
	ids     int
}

// App is an application: the number of its namespace, and its own.
type App struct{ Namespace, Number int }

// New makes a cluster of nodes, a multiple of ten from [Fewest] on, with faults where
// the seed says.
func New(nodes int, seed uint64) *World {
	w := &World{
		Nodes: nodes, Namespaces: nodes * PodsPerNode / podsPerNamespace,
		apps: map[App]Kind{}, nodes: map[int]Kind{}, counts: map[int]Kind{}, made: metav1.Now(), kubelet: unmapped,
	}
	chance := rand.New(rand.NewPCG(seed, uint64(nodes)))
	w.plant(chance)
	w.count(chance)
	w.drop(chance)
	return w
}

// NamespaceName is the name of a namespace.
func NamespaceName(n int) string { return fmt.Sprintf("ns-%03d", n) }

// NodeName is the name of a node.
func NodeName(i int) string { return fmt.Sprintf("aks-pool%d-%05d", i%pools, i) }

// Name is the name of the application.
func (a App) Name() string { return fmt.Sprintf("app-%d", a.Number) }

// In is the name of its namespace.
func (a App) In() string { return NamespaceName(a.Namespace) }

// meta is the metadata of an object, with what the API server would have added.
func (w *World) meta(namespace, name string, labels map[string]string) metav1.ObjectMeta {
	w.ids++
	return metav1.ObjectMeta{
		Namespace: namespace, Name: name, Labels: labels, CreationTimestamp: w.made,
		UID:           types.UID(fmt.Sprintf("00000000-0000-4000-8000-%012x", w.ids)),
		ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "kube-controller-manager", Operation: "Update", APIVersion: "v1", Time: &w.made, FieldsType: "FieldsV1", FieldsV1: managed}},
	}
}

// managed is what server-side apply keeps of a pod, and other objects like it.
var managed = metav1.NewFieldsV1(`{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"00000000-0000-4000-8000-000000000000\"}":{}}},` +
	`"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{".":{},"f:env":{".":{},"k:{\"name\":\"LISTEN\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},` +
	`"f:readinessProbe":{".":{},"f:failureThreshold":{},"f:periodSeconds":{},"f:successThreshold":{},"f:tcpSocket":{".":{},"f:port":{}},"f:timeoutSeconds":{}},"f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}`)

func ref[T any](of T) *T { return &of }
