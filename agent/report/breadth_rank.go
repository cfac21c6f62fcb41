package report

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mostWorst is how many nodes are named of those alike.
const mostWorst = 3

// numbers are those of a sentence that stand alone: not those of names.
var numbers = regexp.MustCompile(`(?:^|[ (+])([0-9]+(?:\.[0-9]+)?)( %)?`)

// extent is the number that a sentence is about: the share that it tells, and its
// first number. Sentences of one check tell the same in the same place.
func extent(says string) (share, first float64) {
	for i, m := range numbers.FindAllStringSubmatch(says, -1) {
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			continue
		}
		if i == 0 {
			first = n
		}
		if m[2] != "" {
			return n, first
		}
	}
	return 0, first
}

// worst are the first few of findings that are alike, by their number.
func worst(list []*Finding, n int) []*Finding {
	type ranked struct {
		*Finding
		share, first float64
	}
	all := make([]ranked, len(list))
	for i, f := range list {
		all[i].Finding = f
		all[i].share, all[i].first = extent(f.Says)
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(-cmp.Compare(a.share, b.share), -cmp.Compare(a.first, b.first), strings.Compare(a.Subject.Name, b.Subject.Name))
	})
	var out []*Finding
	for _, r := range all[:min(n, len(all))] {
		out = append(out, r.Finding)
	}
	return out
}
