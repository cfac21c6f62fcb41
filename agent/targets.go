package agent

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// mostTargets bounds a list of names that somebody picks from.
const mostTargets = 2000

// Targets are names that a question may use, as far as the caller may read
// them: the namespaces, or the Services and workloads of one.
func Targets(ctx context.Context, registry *tool.Registry, caller tool.Caller, namespace string) ([]string, error) {
	wants := []evidence.Want{{Kind: evidence.Namespaces.Meta, Subject: evidence.TheCluster}}
	if namespace != "" {
		wants = nil
		for _, kind := range []*evidence.Meta{evidence.Services.Meta, evidence.Deployments.Meta, evidence.StatefulSets.Meta, evidence.DaemonSets.Meta} {
			wants = append(wants, evidence.Want{Kind: kind, Subject: evidence.Of(evidence.Namespace, "", namespace)})
		}
	}
	gatherer := &source.Gatherer{Registry: registry, Caller: caller, Now: time.Now}
	gatherer.Gather(ctx, wants)
	records, gaps := gatherer.Records()
	names := []string{}
	for _, r := range records {
		var items []metav1.PartialObjectMetadata
		if err := json.Unmarshal(r.Payload, &items); err != nil {
			return nil, fmt.Errorf("cannot read names: %w", err)
		}
		for _, i := range items {
			if namespace == "" {
				names = append(names, i.Name)
			} else {
				names = append(names, namespace+"/"+i.Name)
			}
		}
	}
	if len(records) == 0 && len(gaps) > 0 {
		return nil, fmt.Errorf("cannot list names: %s", gaps[0].Reason)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return names[:min(len(names), mostTargets)], nil
}
