package report

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

// aksVariables is printed before the commands that use them.
const aksVariables = "First set two shell variables: AKS_RG to the resource group, AKS_NAME to the cluster."

// steps is what to do about a cause or a failure. Every fix keeps its own
// sentence and commands; what verifies them comes once, at the end.
type steps struct {
	Fixes  []*checks.RenderedRemedy
	Verify []string
}

// remedy are the steps of some remedies. One that says the same and runs the
// same as another is left out.
func remedy(remedies ...*checks.RenderedRemedy) (s steps) {
	for _, r := range remedies {
		if r == nil {
			continue
		}
		same := func(o *checks.RenderedRemedy) bool {
			return o.Says == r.Says && slices.Equal(o.Fix, r.Fix) && slices.Equal(o.AKS, r.AKS)
		}
		if !slices.ContainsFunc(s.Fixes, same) {
			s.Fixes = append(s.Fixes, r)
		}
		s.Verify = append(s.Verify, r.Verify...)
	}
	s.Verify = once(s.Verify)
	return s
}

// remedies are those of findings that have one.
func remedies(findings []*Finding) (list []*checks.RenderedRemedy) {
	for _, f := range findings {
		list = append(list, f.Remedy)
	}
	return list
}

// usesVariables reports whether commands need the AKS shell variables.
func usesVariables(commands []string) bool {
	return slices.ContainsFunc(commands, func(c string) bool {
		return strings.Contains(c, "AKS_RG") || strings.Contains(c, "AKS_NAME")
	})
}
