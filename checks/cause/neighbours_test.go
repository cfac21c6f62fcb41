package cause

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TestNeighboursAreAllThatFollow holds the neighbours against all pairs.
func TestNeighboursAreAllThatFollow(t *testing.T) {
	byID := map[string]*Cause{
		"a.one": {ID: "a.one", Then: []string{"b.two", "c.three"}}, "b.two": {ID: "b.two", Then: []string{"a.one"}},
		"c.three": {ID: "c.three"}, "d.four": {ID: "d.four", After: []string{"b", "c"}},
	}
	ids := []string{"a.one", "b.two", "c.three", "d.four"}
	follow := 0
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // the same for a seed
		var results []Result
		var order []int
		for i := range 40 {
			subject := func() evidence.Subject {
				if n := random.IntN(30); n > 0 {
					return evidence.Of(evidence.Node, "", fmt.Sprint(n))
				}
				return evidence.TheCluster
			}
			f := checks.Finding{Subject: subject()}
			switch random.IntN(4) {
			case 0:
				f.Related = []evidence.Subject{subject(), subject()}
			case 1:
				f.Subject = evidence.CallOf(evidence.WorkloadOf("Deployment", "shop", fmt.Sprint(random.IntN(3))), evidence.Of(evidence.Service, "shop", "web"))
			}
			results = append(results, Result{Cause: ids[random.IntN(len(ids))], State: []State{Supported, Supported, Open}[random.IntN(3)], Culprit: f.Subject.Object(), Findings: []checks.Finding{f}})
			order = append(order, i)
		}
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		near := neighbours(byID, results, order)
		for _, i := range order {
			want := slices.DeleteFunc(slices.Clone(order), func(j int) bool { return !follows(byID, &results[i], &results[j]) })
			got := slices.DeleteFunc(slices.Clone(near(i)), func(j int) bool { return !follows(byID, &results[i], &results[j]) })
			if follow += len(want); !slices.Equal(got, want) {
				t.Fatalf("seed %d: of %+v follow %v, want %v", seed, results[i], got, want)
			}
		}
	}
	if follow < 1000 {
		t.Errorf("only %d results follow from others", follow)
	}
}
