package kube

import (
	"cmp"
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

const (
	mostAgents = 50_000 // of all nodes
	// takesPlace chooses the pods that the scheduler counts: all that have not ended.
	takesPlace = "status.phase!=Succeeded,status.phase!=Failed"
)

// onNode are the pods of a node.
type onNode struct {
	holds  int
	agents []*corev1.Pod
}

// podsByNode tells the pods of all nodes, as the API server has them in memory: those
// that a label selector chooses, and of all together how many there are. To read a
// hundred thousand would cost the API server five times as much.
func (s *Source) podsByNode(ctx context.Context, r resource, selector string) (tool.Reading, error) {
	nodes := map[string]*onNode{}
	err := s.countByNode(ctx, r, nodes)
	if err == nil {
		err = s.agentsByNode(ctx, r, selector, nodes)
	}
	if err != nil {
		return tool.Reading{}, failure(err, tool.Access{Verb: "list", Group: r.Group, Resource: r.plural}, "")
	}
	reading := tool.Reading{Items: []json.RawMessage{}, Ordered: true}
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		n := nodes[name]
		slices.SortFunc(n.agents, func(a, b *corev1.Pod) int {
			return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
		})
		agents, err := json.Marshal(n.agents)
		if err != nil {
			return tool.Reading{}, fmt.Errorf("cannot write the agents of a node: %w", err)
		}
		item, err := json.Marshal(evidence.PodsOnNode{Node: name, Pods: agents, Holds: n.holds})
		if err != nil {
			return tool.Reading{}, fmt.Errorf("cannot write the pods of a node: %w", err)
		}
		reading.Items = append(reading.Items, item)
	}
	return reading, nil
}

func (s *Source) countByNode(ctx context.Context, r resource, nodes map[string]*onNode) error {
	request, err := s.listing(r, "", metav1.ListOptions{ResourceVersion: "0", FieldSelector: takesPlace})
	if err != nil {
		return err
	}
	table, err := request.SetHeader("Accept", asTable).Param("includeObject", string(metav1.IncludeNone)).Stream(ctx)
	if err != nil {
		return err
	}
	defer table.Close()
	return nodesOf(table, func(node string) { at(nodes, node).holds++ })
}

func (s *Source) agentsByNode(ctx context.Context, r resource, selector string, nodes map[string]*onNode) error {
	page, next, err := s.objects(ctx, r, "", metav1.ListOptions{ResourceVersion: "0", LabelSelector: selector})
	if err == nil && next != "" {
		err = errPage
	}
	if err != nil {
		return err
	}
	list, ok := page.(*corev1.PodList)
	if !ok {
		return fmt.Errorf("cannot read pods: the server sends a %T", page)
	}
	if len(list.Items) > mostAgents {
		return &tool.Failure{Reason: evidence.Truncated, Needs: fmt.Sprintf("a budget of more than %d pods", mostAgents)}
	}
	for i := range list.Items {
		if pod := slim(&list.Items[i]); pod.Spec.NodeName != "" {
			n := at(nodes, pod.Spec.NodeName)
			n.agents = append(n.agents, pod)
		}
	}
	return nil
}

func at(nodes map[string]*onNode, name string) *onNode {
	if nodes[name] == nil {
		nodes[name] = &onNode{agents: []*corev1.Pod{}}
	}
	return nodes[name]
}

// slim is what checks of nodes read of an agent: whose it is, and how it fares.
func slim(pod *corev1.Pod) *corev1.Pod {
	at := metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, DeletionTimestamp: pod.DeletionTimestamp}
	if app := pod.Labels["k8s-app"]; app != "" {
		at.Labels = map[string]string{"k8s-app": app}
	}
	if owner := metav1.GetControllerOf(pod); owner != nil {
		owner.UID = ""
		at.OwnerReferences = []metav1.OwnerReference{*owner}
	}
	return &corev1.Pod{ObjectMeta: at, Spec: corev1.PodSpec{NodeName: pod.Spec.NodeName}, Status: pod.Status}
}
