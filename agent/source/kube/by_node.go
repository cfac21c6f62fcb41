package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	podPage = 2000    // pods of the system's namespace in one page
	mostPod = 200_000 // of a cluster that are told by node
	lanes   = 4       // namespaces that are read at once
)

// byNode gathers the pods of nodes as JSON lists.
type byNode struct {
	mu    sync.Mutex
	nodes map[string]map[string][]byte // by node and namespace
	count int
}

// podsByNode lists the pods of all nodes: what is kept of one is a hundred bytes, so
// that a hundred thousand do not weigh much. One namespace is read after another, as
// the API server has it in memory, for pages of all would cost it five times as much.
// Only that of the system, which holds some pods of every node, is read in pages.
func (s *Source) podsByNode(ctx context.Context, r resource) (tool.Reading, error) {
	namespaces, err := s.List(ctx, ListArgs{Resource: "namespaces"})
	if err != nil {
		return tool.Reading{}, err
	}
	all := &byNode{nodes: map[string]map[string][]byte{}}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(lanes)
	for _, item := range namespaces.Items {
		var n metav1.PartialObjectMetadata
		if err := json.Unmarshal(item, &n); err != nil {
			return tool.Reading{}, fmt.Errorf("cannot read a namespace: %w", err)
		}
		options := metav1.ListOptions{ResourceVersion: "0"}
		if n.Name == systemNamespace {
			options = metav1.ListOptions{Limit: podPage}
		}
		group.Go(func() error { return s.podsOf(ctx, r, n.Name, options, all) })
	}
	if err := group.Wait(); err != nil {
		return tool.Reading{}, failure(err, tool.Access{Verb: "list", Group: r.Group, Resource: r.plural}, "")
	}
	return all.reading()
}

// podsOf adds the pods of a namespace.
func (s *Source) podsOf(ctx context.Context, r resource, namespace string, options metav1.ListOptions, all *byNode) error {
	for {
		if err := s.crowd.limit.Wait(ctx); err != nil {
			return err
		}
		page, next, err := s.objects(ctx, r, namespace, options)
		if err != nil {
			return err
		}
		pods, ok := page.(*corev1.PodList)
		if !ok {
			return fmt.Errorf("cannot read pods: the server sends a %T", page)
		}
		if err := all.add(namespace, pods.Items); err != nil {
			return err
		}
		if options.Continue = next; next == "" {
			return nil
		}
	}
}

func (b *byNode) add(namespace string, pods []corev1.Pod) error {
	page := map[string][]byte{}
	for i := range pods {
		node := pods[i].Spec.NodeName
		if node == "" {
			continue
		}
		kept, err := json.Marshal(slim(&pods[i]))
		if err != nil {
			return fmt.Errorf("cannot write a pod: %w", err)
		}
		page[node] = append(append(page[node], kept...), ',')
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.count += len(pods); b.count > mostPod {
		return &tool.Failure{Reason: evidence.Truncated, Needs: fmt.Sprintf("a budget of more than %d pods", mostPod)}
	}
	for node, list := range page {
		if b.nodes[node] == nil {
			b.nodes[node] = map[string][]byte{}
		}
		b.nodes[node][namespace] = append(b.nodes[node][namespace], list...)
	}
	return nil
}

// reading are the nodes by name, and the pods of each by namespace and name.
func (b *byNode) reading() (tool.Reading, error) {
	reading := tool.Reading{Items: []json.RawMessage{}, Ordered: true}
	for _, name := range slices.Sorted(maps.Keys(b.nodes)) {
		list := []byte{'['}
		for _, namespace := range slices.Sorted(maps.Keys(b.nodes[name])) {
			list = append(list, b.nodes[name][namespace]...)
		}
		list[len(list)-1] = ']'
		item, err := json.Marshal(evidence.PodsOnNode{Node: name, Pods: list})
		if err != nil {
			return tool.Reading{}, fmt.Errorf("cannot write the pods of a node: %w", err)
		}
		reading.Items = append(reading.Items, item)
		delete(b.nodes, name)
	}
	return reading, nil
}

// slim is what checks of nodes read of a pod: of the pods of DaemonSets, which work
// the network, how they fare; of all others that they are there.
func slim(pod *corev1.Pod) any {
	type head struct {
		Name      string                  `json:"name"`
		Namespace string                  `json:"namespace"`
		Labels    map[string]string       `json:"labels,omitempty"`
		Deleted   *metav1.Time            `json:"deletionTimestamp,omitempty"`
		Owners    []metav1.OwnerReference `json:"ownerReferences,omitempty"`
	}
	type place struct {
		Node string `json:"nodeName"`
	}
	at := head{Name: pod.Name, Namespace: pod.Namespace, Deleted: pod.DeletionTimestamp}
	owner := metav1.GetControllerOf(pod)
	if owner == nil || owner.Kind != "DaemonSet" {
		return struct {
			Meta   head  `json:"metadata"`
			Spec   place `json:"spec"`
			Status struct {
				Phase corev1.PodPhase `json:"phase"`
			} `json:"status"`
		}{Meta: at, Spec: place{pod.Spec.NodeName}, Status: struct {
			Phase corev1.PodPhase `json:"phase"`
		}{pod.Status.Phase}}
	}
	owner.UID = ""
	at.Labels, at.Owners = map[string]string{"k8s-app": pod.Labels["k8s-app"]}, []metav1.OwnerReference{*owner}
	if pod.Labels["k8s-app"] == "" {
		at.Labels = nil
	}
	return struct {
		Meta   head             `json:"metadata"`
		Spec   place            `json:"spec"`
		Status corev1.PodStatus `json:"status"`
	}{at, place{pod.Spec.NodeName}, pod.Status}
}
