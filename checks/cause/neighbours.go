package cause

import (
	"slices"

	"github.com/netwhy/netwhy/checks/evidence"
)

// neighbours tells of each supported result which others may follow from it, in
// order: those that name a subject in common, are a matter of the whole cluster, or
// follow from whole areas. On thousands of nodes that is a few of thousands.
func neighbours(byID map[string]*Cause, results []Result, order []int) func(int) []int {
	place, all, always := map[int]int{}, []int{}, []int{}
	of := map[evidence.Subject][]int{}
	for at, i := range order {
		r := &results[i]
		if place[i] = at; r.State != Supported {
			continue
		}
		all = append(all, i)
		if r.subjects()[evidence.TheCluster] || len(byID[r.Cause].After) > 0 {
			always = append(always, i)
			continue
		}
		for s := range r.subjects() {
			of[s] = append(of[s], i)
		}
	}
	return func(i int) []int {
		r := &results[i]
		switch {
		case r.State != Supported:
			return nil
		case r.subjects()[evidence.TheCluster]:
			return all
		}
		list := slices.Clone(always)
		for s := range r.subjects() {
			list = append(list, of[s]...)
		}
		slices.SortFunc(list, func(a, b int) int { return place[a] - place[b] })
		return slices.Compact(list)
	}
}
