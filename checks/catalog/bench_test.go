package catalog

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// BenchmarkEvaluate judges every check of scope Workload for all workloads of a
// namespace, each of ten pods.
func BenchmarkEvaluate(b *testing.B) {
	for _, workloads := range []int{20, 100} {
		b.Run(fmt.Sprint("workloads=", workloads), func(b *testing.B) { evaluate(b, workloads) })
	}
}

func evaluate(b *testing.B, workloads int) {
	shop := evidence.Of(evidence.Namespace, "", "shop")
	var pods []json.RawMessage
	for i := range 10 * workloads {
		pods = append(pods, fmt.Appendf(nil, `{"metadata":{"name":"app-%d-7c9d-%d","namespace":"shop","labels":{"app":"app-%d","pod-template-hash":"7c9d"},`+
			`"ownerReferences":[{"kind":"ReplicaSet","name":"app-%d-7c9d","controller":true}]},"spec":{"nodeName":"n%d","containers":[{"name":"c","ports":[{"containerPort":8080}]}]},`+
			`"status":{"phase":"Running","podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"c","ready":true,"state":{"running":{}}}]}}`,
			i%workloads, i/workloads, i%workloads, i%workloads, i%7))
	}
	var records []evidence.Record
	for _, kind := range Kinds() {
		owner, ok := kind.For(shop)
		if !ok || kind.Scope == evidence.Service {
			continue
		}
		var items []json.RawMessage
		if kind.Name == evidence.Pods.Name {
			items = pods
		}
		record, err := evidence.Seal(evidence.Record{Kind: kind.Name, Subject: owner}, items)
		if err != nil {
			b.Fatal(err)
		}
		records = append(records, record)
	}
	var cases []checks.Case
	for _, check := range All() {
		for i := range workloads {
			if check.Scope == evidence.Workload {
				cases = append(cases, checks.Case{Check: check, Subject: evidence.WorkloadOf("Deployment", "shop", fmt.Sprintf("app-%d", i))})
			}
		}
	}
	snapshot := evidence.NewSnapshot(records, nil)
	b.ReportAllocs()
	for b.Loop() {
		if findings := checks.Evaluate(snapshot, cases); len(findings) != len(cases) {
			b.Fatal(len(findings))
		}
	}
	b.ReportMetric(float64(len(cases)), "cases")
}
