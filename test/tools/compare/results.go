package main

import (
	"bytes"
	"fmt"

	"golang.org/x/perf/benchfmt"
)

// key is one benchmark's values in one unit.
type key struct{ pkg, name, unit string }

// results are what one side printed.
type results struct {
	values map[key][]float64
	units  benchfmt.UnitMetadataMap
}

// read reads lines of benchmarks among anything else.
func read(text []byte) (*results, error) {
	r := &results{values: map[key][]float64{}}
	reader := benchfmt.NewReader(bytes.NewReader(text), "results")
	for reader.Scan() {
		result, ok := reader.Result().(*benchfmt.Result)
		if !ok {
			continue // a line that only looks like one
		}
		for _, v := range result.Values {
			k := key{result.GetConfig("pkg"), "Benchmark" + result.Name.String(), v.Unit}
			r.values[k] = append(r.values[k], v.Value)
		}
	}
	r.units = reader.Units()
	if err := reader.Err(); err != nil {
		return nil, fmt.Errorf("cannot read the results: %w", err)
	}
	return r, nil
}

// better tells of a unit whether more is better (1) or less (-1), which is what
// is taken where nobody says.
func (r *results) better(unit string) int {
	if r.units.GetBetter(unit) > 0 {
		return 1
	}
	return -1
}

func (r *results) benchmarks() map[string]bool {
	names := map[string]bool{}
	for k := range r.values {
		names[k.benchmark()] = true
	}
	return names
}
