package kube

import (
	"encoding/json"
	"fmt"

	"github.com/netwhy/netwhy/agent/redaction"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// lastApplied repeats the whole object, secrets and all.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// tidy strips an object of noise and secrets and writes it as JSON. What it
// strips would change a digest without changing the network.
func tidy(o runtime.Object, r resource) (object, error) {
	o.GetObjectKind().SetGroupVersionKind(r.GroupVersionKind)
	m, err := meta.Accessor(o)
	if err != nil {
		return object{}, fmt.Errorf("cannot read the metadata of a %s: %w", r.Kind, err)
	}
	tidyMeta(m)
	switch o := o.(type) {
	case *corev1.Pod:
		tidyPod(o)
	case *corev1.Node:
		tidyNode(o)
	case *corev1.ConfigMap:
		for key, value := range o.Data {
			o.Data[key] = redaction.Text(value)
		}
		o.BinaryData = nil
	case *corev1.Event:
		o.Message = redaction.Text(o.Message)
	case *unstructured.Unstructured:
		if r.Kind == "CiliumNode" {
			unstructured.RemoveNestedField(o.Object, "spec", "bootid") // as of a node
		}
	}
	data, err := json.Marshal(o)
	return object{objectKey{m.GetNamespace(), m.GetName()}, data}, err
}

func tidyMeta(m metav1.Object) {
	m.SetManagedFields(nil)
	m.SetResourceVersion("")
	m.SetUID("")
	owners := m.GetOwnerReferences()
	for i := range owners {
		owners[i].UID = ""
	}
	m.SetOwnerReferences(owners)
	annotations := m.GetAnnotations()
	delete(annotations, lastApplied)
	for key, value := range annotations {
		annotations[key] = redaction.Text(value)
	}
	m.SetAnnotations(annotations)
}

func tidyPod(p *corev1.Pod) {
	p.Spec.Volumes = nil
	p.Spec.ImagePullSecrets = nil
	for _, list := range [][]corev1.Container{p.Spec.InitContainers, p.Spec.Containers} {
		for i := range list {
			list[i].VolumeMounts = nil
			for j := range list[i].Env {
				list[i].Env[j].Value = redaction.Env(list[i].Env[j].Name, list[i].Env[j].Value)
			}
			redaction.Args(list[i].Args)
			redaction.Args(list[i].Command)
		}
	}
	p.Spec.EphemeralContainers = nil
}

// tidyNode drops what changes with every heartbeat, the image list, and the
// numbers that tell one machine from all others: no verdict rests on these.
func tidyNode(n *corev1.Node) {
	n.Status.NodeInfo.BootID, n.Status.NodeInfo.MachineID, n.Status.NodeInfo.SystemUUID = "", "", ""
	n.Status.Images = nil
	n.Status.VolumesInUse, n.Status.VolumesAttached = nil, nil
	for i := range n.Status.Conditions {
		n.Status.Conditions[i].LastHeartbeatTime = metav1.Time{}
	}
}

// untyped is tidy for an object whose type client-go does not know.
func untyped(raw []byte, r resource) (object, error) {
	o := &unstructured.Unstructured{}
	if err := json.Unmarshal(raw, &o.Object); err != nil {
		return object{}, fmt.Errorf("cannot read a %s: %w", r.Kind, err)
	}
	return tidy(o, r)
}

// untypedList is a page of such objects.
func untypedList(raw []byte, r resource) (items written, next string, err error) {
	var list struct {
		Metadata metav1.ListMeta   `json:"metadata"`
		Items    []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, "", fmt.Errorf("cannot read a list of %s: %w", r.plural, err)
	}
	for _, raw := range list.Items {
		item, err := untyped(raw, r)
		if err != nil {
			return nil, "", err
		}
		items = append(items, item)
	}
	return items, list.Metadata.Continue, nil
}
