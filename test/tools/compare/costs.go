package main

import (
	"context"
	"fmt"
	"strings"
)

// cost is what a commit says that a benchmark may cost more, and why.
type cost struct{ name, why string }

// costs reads the trailers "Costs: BENCHMARK reason" of the commits since a
// revision.
func costs(ctx context.Context, root, base string) (list []cost, err error) {
	text, err := git(ctx, root, "log", "--format=%(trailers:key=Costs,valueonly,unfold)", base+"..HEAD")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, why, _ := strings.Cut(line, " ")
		if why = strings.TrimSpace(why); why == "" || !strings.HasPrefix(name, "Benchmark") {
			return nil, fmt.Errorf(`cannot read the trailer "Costs: %s" of a commit: write the benchmark, then the reason`, line)
		}
		list = append(list, cost{name, why})
	}
	return list, nil
}

// of reports whether a cost is of a benchmark, or of one that it is part of.
func (c cost) of(o offence) bool {
	name := processors.ReplaceAllString(o.name, "")
	return name == c.name || strings.HasPrefix(name, c.name+"/")
}
