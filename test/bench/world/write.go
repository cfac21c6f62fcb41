package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
)

// Each gives every object of the cluster.
func (w *World) Each(put func(runtime.Object)) {
	for i := range w.Nodes {
		put(w.node(i))
	}
	w.system(put)
	for namespace := range w.Namespaces {
		put(w.namespace(NamespaceName(namespace)))
		for number := range AppsPerNamespace {
			a := App{namespace, number}
			d, r := w.deployment(a)
			put(d)
			put(r)
			s := w.service(a)
			put(s)
			put(w.slice(a))
			put(w.allocated(s))
			if number%2 == 0 {
				put(w.policy(a))
			}
			for n := range PodsPerApp {
				put(w.pod(a, n))
			}
		}
	}
}

func (w *World) namespace(name string) *corev1.Namespace {
	return &corev1.Namespace{ObjectMeta: w.meta("", name, map[string]string{"kubernetes.io/metadata.name": name}), Spec: corev1.NamespaceSpec{Finalizers: []corev1.FinalizerName{"kubernetes"}}, Status: corev1.NamespaceStatus{Phase: "Active"}}
}

// allocated is the address of a Service, which the API server would otherwise
// allocate anew for each.
func (w *World) allocated(s *corev1.Service) *networkingv1.IPAddress {
	ip := &networkingv1.IPAddress{ObjectMeta: w.meta("", s.Spec.ClusterIP, map[string]string{"ipaddress.kubernetes.io/ip-family": "IPv4", "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io"})}
	ip.Spec.ParentRef = &networkingv1.ParentReference{Resource: "services", Namespace: s.Namespace, Name: s.Name}
	return ip
}

// places are where the API server keeps objects of a kind.
var places = map[string]string{
	"Node": "minions", "Namespace": "namespaces", "Pod": "pods", "ConfigMap": "configmaps", "Service": "services/specs", "EndpointSlice": "endpointslices",
	"Deployment": "deployments", "ReplicaSet": "replicasets", "DaemonSet": "daemonsets", "NetworkPolicy": "networkpolicies", "IPAddress": "ipaddresses",
}

// once is how many objects are written in one transaction.
const once = 100

// Write writes the whole cluster into an etcd over which no API server runs yet,
// and tells how many objects that are.
func (w *World) Write(ctx context.Context, etcd string) (count int, err error) {
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{etcd}, DialTimeout: 10 * time.Second})
	if err != nil {
		return 0, fmt.Errorf("cannot reach etcd: %w", err)
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	encoder := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme)
	var batch []clientv3.Op
	flush := func() {
		ops := batch
		batch = nil
		group.Go(func() error {
			_, err := client.Txn(ctx).Then(ops...).Commit()
			return err
		})
	}
	w.Each(func(o runtime.Object) {
		if err != nil || ctx.Err() != nil {
			return
		}
		var op clientv3.Op
		if op, err = stored(encoder, o); err == nil {
			if batch = append(batch, op); len(batch) == once {
				flush()
			}
			count++
		}
	})
	if len(batch) > 0 {
		flush()
	}
	if err = errors.Join(err, group.Wait()); err != nil {
		return count, fmt.Errorf("cannot write a cluster into etcd: %w", err)
	}
	return count, nil
}

// stored is an object as the API server keeps it.
func stored(encoder runtime.Encoder, o runtime.Object) (op clientv3.Op, err error) {
	kinds, _, err := scheme.Scheme.ObjectKinds(o)
	if err != nil {
		return op, err
	}
	place := places[kinds[0].Kind]
	if place == "" {
		return op, fmt.Errorf("nobody knows where objects of %s are kept", kinds[0])
	}
	o.GetObjectKind().SetGroupVersionKind(kinds[0])
	m, err := meta.Accessor(o)
	if err != nil {
		return op, err
	}
	key := "/registry/" + place + "/"
	if m.GetNamespace() != "" {
		key += m.GetNamespace() + "/"
	}
	var b bytes.Buffer
	if err := encoder.Encode(o, &b); err != nil {
		return op, fmt.Errorf("cannot encode %s %s: %w", kinds[0].Kind, m.GetName(), err)
	}
	return clientv3.OpPut(key+m.GetName(), b.String()), nil
}
