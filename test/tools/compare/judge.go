package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchmath"
	"golang.org/x/perf/benchunit"
)

// limits say by which ratio the values of a unit may grow.
type limits map[string]float64

// usual are the limits of what every benchmark of Go prints.
func usual() limits { return limits{"sec/op": 1.5, "B/op": 1.1, "allocs/op": 1.1} }

// least is by how much a value has to grow to count: below that it is the
// resolution of what measures.
var least = map[string]float64{"sec/op": 20e-9, "B/op": 64}

// String implements [flag.Value].
func (l *limits) String() string {
	var list []string
	for _, unit := range sorted(*l) {
		list = append(list, fmt.Sprint(unit, "=", (*l)[unit]))
	}
	return strings.Join(list, " ")
}

// Set implements [flag.Value].
func (l *limits) Set(text string) error {
	unit, number, ok := strings.Cut(text, "=")
	ratio, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || unit == "" || !(ratio >= 1) {
		return fmt.Errorf("cannot read the limit %q: write UNIT=RATIO, the ratio 1 or more", text)
	}
	_, tidied := benchunit.Tidy(1, unit)
	(*l)[tidied] = ratio
	return nil
}

// offence is a unit of a benchmark that is worse than it was: by the better
// quarter of its runs on each side.
type offence struct {
	key
	old, now, ratio, p float64
}

func (o offence) same(other offence) bool { return o.key == other.key }

func (o offence) String() string {
	class := benchunit.ClassOf(o.unit)
	says := fmt.Sprintf("%s: %s %s before, %s now (%.2f×", o.benchmark(), o.unit, benchunit.Scale(o.old, class), benchunit.Scale(o.now, class), o.ratio)
	if o.p > 0 {
		says += fmt.Sprintf(", p=%.3g", o.p)
	}
	return says + ")"
}

// told is what a comparison says.
type told struct {
	worse                     []offence
	onlyOld, onlyNew, strange []string
	compared                  int // benchmarks of which a unit was judged
}

// judge compares what both sides printed, chance left out of account.
func judge(old, now *results, l limits) (t told) {
	was, is, judged := old.benchmarks(), now.benchmarks(), map[string]bool{}
	for _, name := range sorted(is) {
		if !was[name] {
			t.onlyNew = append(t.onlyNew, name)
		}
	}
	for _, name := range sorted(was) {
		if !is[name] {
			t.onlyOld = append(t.onlyOld, name)
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(now.values), key.compare) {
		limit, limited := l[k.unit]
		switch before := old.values[k]; {
		case !limited:
		case before == nil && was[k.benchmark()]:
			t.strange = append(t.strange, k.benchmark()+" "+k.unit)
		case before != nil:
			judged[k.benchmark()] = true
			if o, is := beyond(k, before, now.values[k], limit, now.better(k.unit)); is {
				t.worse = append(t.worse, o)
			}
		}
	}
	t.compared = len(judged)
	return t
}

// again are the offences that a second measurement shows too, and that both
// together show to be none of chance.
func again(first told, old, now [2]*results, l limits, alpha float64) (worse []offence) {
	second := judge(old[1], now[1], l)
	for _, o := range first.worse {
		if !slices.ContainsFunc(second.worse, o.same) {
			continue
		}
		a, b := slices.Concat(old[0].values[o.key], old[1].values[o.key]), slices.Concat(now[0].values[o.key], now[1].values[o.key])
		// Of both together the ratio is that of either, or between.
		o, _ = beyond(o.key, a, b, l[o.unit], now[1].better(o.unit))
		if o.p = chance(a, b); o.p < alpha || attainable(len(a), len(b)) >= alpha && apart(a, b, now[1].better(o.unit)) {
			worse = append(worse, o)
		}
	}
	return worse
}

// beyond reports whether values are worse by more than a ratio, at their best
// and in their better quarter. What disturbs a run makes it worse and never
// better, so that these are what the program itself costs.
func beyond(k key, old, now []float64, limit float64, better int) (offence, bool) {
	a, b := ranked(old, better), ranked(now, better)
	quarter := func(v []float64) float64 { return v[len(v)/4] }
	o := offence{key: k, old: quarter(a), now: quarter(b)}
	o.ratio = ratio(o.old, o.now, better)
	return o, o.ratio > limit && ratio(a[0], b[0], better) > limit && math.Abs(o.now-o.old) >= least[k.unit]
}

// ranked are values from the best to the worst.
func ranked(values []float64, better int) []float64 {
	values = slices.Sorted(slices.Values(values))
	if better > 0 {
		slices.Reverse(values)
	}
	return values
}

// ratio is how many times worse a value is, 1 if it is not.
func ratio(old, now float64, better int) float64 {
	if better > 0 {
		old, now = now, old
	}
	switch {
	case now <= old:
		return 1
	case old <= 0:
		return math.Inf(1)
	}
	return now / old
}

// chance is how likely values differ as much by chance.
func chance(old, now []float64) float64 {
	thresholds := benchmath.DefaultThresholds
	a, b := benchmath.NewSample(slices.Clone(old), &thresholds), benchmath.NewSample(slices.Clone(now), &thresholds)
	return benchmath.AssumeNothing.Compare(a, b).P
}

// apart reports whether each value is worse than each of before.
func apart(old, now []float64, better int) bool {
	a, b := ranked(old, better), ranked(now, better)
	return ratio(a[len(a)-1], b[0], better) > 1
}

// attainable is the smallest p-value of so many runs on each side: two of all
// the orders in which they can come.
func attainable(n, m int) float64 {
	orders := 1.0
	for i := 1; i <= n; i++ {
		orders = orders * float64(m+i) / float64(i)
	}
	return 2 / orders
}

func (k key) benchmark() string { return strings.TrimSpace(k.pkg + " " + k.name) }

func (k key) compare(o key) int {
	return cmp.Or(cmp.Compare(k.pkg, o.pkg), cmp.Compare(k.name, o.name), cmp.Compare(k.unit, o.unit))
}

// pattern matches the top-level benchmarks of offences, as go test's -bench.
func pattern(list []offence) string {
	var names []string
	for _, o := range list {
		name, _, _ := strings.Cut(o.name, "/")
		names = append(names, regexp.QuoteMeta(processors.ReplaceAllString(name, "")))
	}
	slices.Sort(names)
	return "^(" + strings.Join(slices.Compact(names), "|") + ")$"
}

// processors is what go test appends to the name of a benchmark.
var processors = regexp.MustCompile(`-\d+$`)

// folders are the packages of offences, as they are written within the module.
func folders(list []offence) (names []string) {
	for _, o := range list {
		names = append(names, o.pkg)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
