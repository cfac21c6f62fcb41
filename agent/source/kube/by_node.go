package kube

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// podPage is how many pods are read at once: a page costs the API server more than
// most of what is on it.
const podPage = 2000

// mostPods bounds the pods of a cluster that are told by node.
const mostPods = 200_000

// podsByNode lists the pods of all nodes, page by page: what is kept of one is a
// hundred bytes, so that a hundred thousand do not weigh much.
func (s *Source) podsByNode(ctx context.Context, r resource) (tool.Reading, error) {
	nodes := map[string]*bytes.Buffer{}
	count := 0
	options := metav1.ListOptions{Limit: podPage}
	for {
		page, next, err := s.objects(ctx, r, "", options)
		if err != nil {
			return tool.Reading{}, failure(err, tool.Access{Verb: "list", Group: r.Group, Resource: r.plural}, "")
		}
		pods, ok := page.(*corev1.PodList)
		if !ok {
			return tool.Reading{}, fmt.Errorf("cannot read pods: the server sends a %T", page)
		}
		if count += len(pods.Items); count > mostPods {
			return tool.Reading{}, &tool.Failure{Reason: evidence.Truncated, Needs: fmt.Sprintf("a budget of more than %d pods", mostPods)}
		}
		for i := range pods.Items {
			pod := &pods.Items[i]
			if pod.Spec.NodeName == "" {
				continue
			}
			kept, err := json.Marshal(slim(pod))
			if err != nil {
				return tool.Reading{}, fmt.Errorf("cannot write a pod: %w", err)
			}
			list := nodes[pod.Spec.NodeName]
			if list == nil {
				list = bytes.NewBufferString("[")
				nodes[pod.Spec.NodeName] = list
			} else {
				list.WriteByte(',')
			}
			list.Write(kept)
		}
		if options.Continue = next; next == "" {
			break
		}
	}
	reading := tool.Reading{Items: []json.RawMessage{}, Ordered: true}
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		item, err := json.Marshal(evidence.PodsOnNode{Node: name, Pods: append(nodes[name].Bytes(), ']')})
		if err != nil {
			return tool.Reading{}, fmt.Errorf("cannot write the pods of a node: %w", err)
		}
		reading.Items = append(reading.Items, item)
		delete(nodes, name)
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
