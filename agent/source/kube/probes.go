package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strconv"

	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
)

// Probes are the endpoints of the node probes' Service.
func (s *Source) Probes(ctx context.Context, namespace, service string) (list []node.Endpoint, err error) {
	reading, err := s.List(ctx, ListArgs{Resource: "endpointslices", Namespace: namespace, Labels: discoveryv1.LabelServiceName + "=" + service})
	if err != nil {
		return nil, err
	}
	for _, item := range reading.Items {
		var slice discoveryv1.EndpointSlice
		if err := json.Unmarshal(item, &slice); err != nil {
			return nil, fmt.Errorf("cannot read an EndpointSlice of %s: %w", service, err)
		}
		if len(slice.Ports) == 0 || slice.Ports[0].Port == nil {
			continue
		}
		for _, e := range slice.Endpoints {
			if e.NodeName != nil && len(e.Addresses) > 0 {
				list = append(list, node.Endpoint{Node: *e.NodeName, Address: net.JoinHostPort(e.Addresses[0], strconv.Itoa(int(*slice.Ports[0].Port)))})
			}
		}
	}
	return list, nil
}

// mirror is the annotation of a mirror pod that holds the UID which the kubelet
// gave the static pod itself.
const mirror = "kubernetes.io/config.hash"

// RunningPods are the pods of a namespace that run, with the UIDs that evidence
// is stripped of.
func (s *Source) RunningPods(ctx context.Context, namespace string) (list []node.Pod, err error) {
	client, err := s.client(corev1.SchemeGroupVersion)
	if err != nil {
		return nil, err
	}
	options := metav1.ListOptions{FieldSelector: "status.phase=Running", Limit: pageSize}
	for {
		var page corev1.PodList
		err := client.Get().Namespace(namespace).Resource("pods").VersionedParams(&options, scheme.ParameterCodec).Do(ctx).Into(&page)
		if err != nil {
			return nil, failure(err, tool.Access{Verb: "list", Resource: "pods", Namespace: namespace}, "")
		}
		for i := range page.Items {
			p := &page.Items[i]
			uid := string(p.UID)
			if hash := p.Annotations[mirror]; hash != "" {
				uid = hash
			}
			list = append(list, node.Pod{Name: p.Name, Node: p.Spec.NodeName, UID: uid, HostNetwork: p.Spec.HostNetwork})
		}
		if options.Continue = page.Continue; options.Continue == "" {
			return list, nil
		}
	}
}
