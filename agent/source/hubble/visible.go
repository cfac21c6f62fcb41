package hubble

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// needs is what the caller has to be granted before the relay is asked.
func needs(a Args) []tool.Access {
	if a.Namespace == "" {
		return []tool.Access{{Verb: "list", Resource: "nodes"}}
	}
	return []tool.Access{pods(a.Namespace)}
}

// pods is what one needs to see the flows of a namespace: they tell of its pods.
func pods(namespace string) tool.Access {
	return tool.Access{Verb: "list", Resource: "pods", Namespace: namespace}
}

// visible leaves the flows that a caller may see: those whose every end is in a
// namespace whose pods they may list, or outside of the cluster's namespaces.
// Whoever may not see all namespaces is told so, also where nothing was left
// out: that something was would tell them of it.
func visible(ctx context.Context, events []*flow.Flow) (seen []*flow.Flow, hidden bool, err error) {
	call := tool.CallOf(ctx)
	all, err := may(ctx, call, "")
	if all || err != nil {
		return events, false, err
	}
	known := map[string]bool{"": false}
	for _, e := range events {
		shown := true
		for _, namespace := range namespaces(e) {
			if _, asked := known[namespace]; !asked {
				if known[namespace], err = may(ctx, call, namespace); err != nil {
					return nil, false, err
				}
			}
			shown = shown && known[namespace]
		}
		if shown {
			seen = append(seen, e)
		}
	}
	return seen, true, nil
}

// may tells a no from a failure to ask.
func may(ctx context.Context, call *tool.Calling, namespace string) (bool, error) {
	err := call.May(ctx, pods(namespace))
	var failure *tool.Failure
	if errors.As(err, &failure) && failure.Reason == evidence.Forbidden {
		return false, nil
	}
	return err == nil, err
}

// namespaces are those that a flow tells of; "" is that of an end of which it
// does not tell, and which may be any.
func namespaces(f *flow.Flow) (list []string) {
	for _, e := range []struct {
		end     *flow.Endpoint
		service *flow.Service
	}{{f.GetSource(), f.GetSourceService()}, {f.GetDestination(), f.GetDestinationService()}} {
		if service := e.service.GetNamespace(); service != "" {
			list = append(list, service)
		}
		switch namespace := e.end.GetNamespace(); {
		case namespace != "":
			list = append(list, namespace)
		case !outside(e.end):
			list = append(list, labelled(e.end))
		}
	}
	return list
}

// Reserved identities that are no pod's of a namespace (Cilium 1.20,
// pkg/identity/reserved.go). An unmanaged pod and one that begins are pods.
var reserved = []string{
	"reserved:world", "reserved:world-ipv4", "reserved:world-ipv6", "reserved:host", "reserved:remote-node",
	"reserved:kube-apiserver", "reserved:health", "reserved:ingress",
}

func outside(e *flow.Endpoint) bool {
	return slices.ContainsFunc(e.GetLabels(), func(label string) bool {
		name, _, _ := strings.Cut(label, "=")
		return slices.Contains(reserved, name)
	})
}

// labelled is the namespace that an end's labels name.
func labelled(e *flow.Endpoint) string {
	for _, label := range e.GetLabels() {
		if namespace, ok := strings.CutPrefix(label, "k8s:io.kubernetes.pod.namespace="); ok {
			return namespace
		}
	}
	return ""
}
