package checktest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

var idForm = regexp.MustCompile(`^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$`)

// undocumented says what a check's own words lack.
func undocumented(check *checks.Check) (problems []string) {
	demand := func(ok bool, problem string) {
		if !ok {
			problems = append(problems, problem)
		}
	}
	demand(idForm.MatchString(check.ID), fmt.Sprintf("ID %q is not area.some-name", check.ID))
	demand(strings.HasSuffix(check.Asks, "?"), "Asks is not a question")
	demand(check.Why != "", "Why is empty")
	demand(len(check.Refs) > 0, "Refs is empty")
	demand(len(check.Needs) > 0, "Needs is empty: a verdict without evidence")
	demand(check.Eval != nil, "Eval is missing")
	demand(check.Remedy.Says != "", "Remedy.Says is empty")
	demand(len(check.Remedy.Verify) > 0, "Remedy.Verify is empty")
	demand(len(check.Remedy.Fix)+len(check.Remedy.AKS) == 0 || check.Remedy.Changes != "", "Remedy.Changes does not say what the commands change")
	return problems
}

// reads are the beginnings of commands that change nothing in a cluster, after
// kubectl and its flags.
var reads = []string{"get", "describe", "logs", "rollout status", "rollout history", "wait", "auth can-i", "top", "exec", "explain", "diff"}

var kubectlFlags = regexp.MustCompile(`^kubectl( -n \S+| --namespace[ =]\S+| -A)* `)

// remedyProblems are what is wrong with commands that would be printed.
func remedyProblems(f checks.Finding) (problems []string) {
	if f.Remedy == nil {
		return nil
	}
	for _, line := range slices.Concat(f.Remedy.Fix, f.Remedy.AKS, f.Remedy.Verify) {
		if !strings.HasPrefix(line, "kubectl ") && !strings.HasPrefix(line, "az ") {
			problems = append(problems, fmt.Sprintf("command %q is neither kubectl nor az", line))
		}
		if strings.ContainsAny(line, "<>") && !strings.Contains(line, "'") {
			problems = append(problems, fmt.Sprintf("command %q has a placeholder or a redirection: it does not run as printed", line))
		}
	}
	for _, line := range f.Remedy.Verify {
		verb := kubectlFlags.ReplaceAllString(line, "")
		if strings.HasPrefix(line, "kubectl") && !slices.ContainsFunc(reads, func(r string) bool { return strings.HasPrefix(verb, r) }) {
			problems = append(problems, fmt.Sprintf("command %q verifies by something else than reading", line))
		}
	}
	return problems
}
