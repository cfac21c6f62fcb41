package cyclonus

import (
	"testing"

	"github.com/mattfenwick/cyclonus/pkg/connectivity/probe"
	"github.com/mattfenwick/cyclonus/pkg/generator"
	"github.com/netwhy/netwhy/checks/reach"
)

// What the generator of cyclonus 0.5.6 makes for three namespaces: in each
// step, every pair of pods, a pod with itself among them, and every port.
const (
	allCases       = 230
	allComparisons = 125_127
)

// TestCases holds each case against cyclonus' own engine: no verdict of any
// side may differ.
//
// What is not as cyclonus has it is one thing: on Cilium an ipBlock matches no
// pod. Cilium is made so, and Azure documents it of AKS
// (learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium, limitations). See
// [world.oracle] for how cyclonus is told.
func TestCases(t *testing.T) {
	for _, on := range []reach.Dataplane{reach.Other, reach.Cilium} {
		t.Run(string(on), func(t *testing.T) {
			cases := generator.NewTestCaseGenerator(true, "192.168.3.3", []string{"x", "y", "z"}, nil, nil).GenerateAllTestCases()
			comparisons := 0
			for _, c := range cases {
				w := newWorld()
				for i, step := range c.Steps {
					for _, a := range step.Actions {
						if err := w.apply(a); err != nil {
							t.Fatalf("%s, step %d: %v", c.Description, i+1, err)
						}
					}
					comparisons += compare(t, c.Description, w, step.Probe, on)
				}
			}
			t.Logf("%d cases, %d comparisons", len(cases), comparisons)
			if len(cases) != allCases || comparisons != allComparisons {
				t.Errorf("%d cases and %d comparisons; they should be %d and %d", len(cases), comparisons, allCases, allComparisons)
			}
		})
	}
}

func compare(t *testing.T, description string, w *world, config *generator.ProbeConfig, on reach.Dataplane) (n int) {
	t.Helper()
	engine, err := w.engine(on)
	if err != nil {
		t.Fatal(err)
	}
	if refused := engine.Refused(); len(refused) > 0 {
		t.Fatalf("%s: refused: %v", description, refused)
	}
	theirs, ends := w.oracle(on), w.ends()
	jobs := (&probe.JobBuilder{}).GetJobsForProbeConfig(w.Resources, config).Valid
	if !config.AllAvailable {
		jobs = append(jobs, (&probe.JobBuilder{}).GetJobsAllAvailableServers(w.Resources, config.Mode).Valid...)
	}
	for _, job := range jobs {
		n++
		want := theirs.IsTrafficAllowed(job.Traffic())
		got := engine.Path(ends[job.FromKey], ends[job.ToKey], reach.Port{Protocol: job.Protocol, Number: uint16(job.ResolvedPort)})
		if got.Egress.Verdict != verdict(want.Egress.IsAllowed()) || got.Ingress.Verdict != verdict(want.Ingress.IsAllowed()) {
			t.Errorf("%s: %s to %s on %d/%s: egress %s (cyclonus %t), ingress %s (cyclonus %t); %s %s", description, job.FromKey, job.ToKey, job.ResolvedPort, job.Protocol,
				got.Egress.Verdict, want.Egress.IsAllowed(), got.Ingress.Verdict, want.Ingress.IsAllowed(), got.Egress.Why, got.Ingress.Why)
		}
	}
	return n
}

func verdict(allowed bool) reach.Verdict {
	if allowed {
		return reach.Allowed
	}
	return reach.Denied
}
