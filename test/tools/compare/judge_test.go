package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// lines are runs of one benchmark, as go test prints them.
func lines(name string, values ...string) string {
	text := "pkg: example.test/shop\n"
	for _, v := range values {
		text += name + "-2 \t 100\t " + v + "\n"
	}
	return text
}

// same is so many runs that print the same.
func same(n int, value string) []string { return slices.Repeat([]string{value}, n) }

func parsed(t *testing.T, text string) *results {
	t.Helper()
	r, err := read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatIsWorse(t *testing.T) {
	slow := []string{"200 ns/op", "203 ns/op", "1900 ns/op", "201 ns/op", "207 ns/op", "202 ns/op"}
	fast := []string{"100 ns/op", "103 ns/op", "900 ns/op", "101 ns/op", "107 ns/op", "102 ns/op"}
	noisy := []string{"100 ns/op", "303 ns/op", "900 ns/op", "301 ns/op", "407 ns/op", "302 ns/op"}
	l := usual()
	for _, limit := range []string{"ms=1.5", "req=1.1", "found/s=1.2"} {
		if err := l.Set(limit); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		old, now []string
		want     string // units that are worse
	}{
		"the same":                    {fast, fast, ""},
		"faster":                      {slow, fast, ""},
		"slower":                      {fast, slow, "sec/op"},
		"slower but at its best":      {fast, noisy, ""},
		"slower within the limit":     {same(6, "1000 ns/op"), same(6, "1499 ns/op"), ""},
		"slower beyond the limit":     {same(6, "1000 ns/op"), same(6, "1501 ns/op"), "sec/op"},
		"below what a clock tells":    {same(6, "2 ns/op"), same(6, "8 ns/op"), ""},
		"more allocations":            {same(6, "1000 ns/op 500 B/op 20 allocs/op"), same(6, "1000 ns/op 500 B/op 23 allocs/op"), "allocs/op"},
		"a first allocation":          {same(6, "1000 ns/op 0 B/op 0 allocs/op"), same(6, "1000 ns/op 16 B/op 1 allocs/op"), "allocs/op"},
		"more bytes":                  {same(6, "1000 B/op"), same(6, "1101 B/op"), "B/op"},
		"few more bytes":              {same(6, "100 B/op"), same(6, "150 B/op"), ""},
		"both":                        {same(6, "1000 B/op 10 allocs/op"), same(6, "2000 B/op 20 allocs/op"), "B/op allocs/op"},
		"one run each":                {same(1, "10 ms 100 req"), same(1, "16 ms 111 req"), "ms req"},
		"two runs, all apart":         {[]string{"10 ms", "12 ms"}, []string{"18 ms", "17 ms"}, "ms"},
		"two runs, not all apart":     {[]string{"10 ms", "18 ms"}, []string{"18 ms", "17 ms"}, ""},
		"a unit without a limit":      {same(6, "10 subjects"), same(6, "1000 subjects"), ""},
		"what is better when higher":  {same(6, "100 found/s"), same(6, "50 found/s"), "found/s"},
		"higher, and better for that": {same(6, "50 found/s"), same(6, "100 found/s"), ""},
	} {
		unit := "Unit found/s better=higher\n"
		old, now := parsed(t, unit+lines("BenchmarkX/y", c.old...)), parsed(t, unit+lines("BenchmarkX/y", c.now...))
		worse := again(judge(old, now, l), [2]*results{old, old}, [2]*results{now, now}, l, 0.01)
		var units []string
		for _, o := range worse {
			units = append(units, o.unit)
		}
		if got := strings.Join(units, " "); got != c.want {
			t.Errorf("%s: %q is worse, want %q", name, got, c.want)
		}
		if len(worse) > 0 && (pattern(worse) != "^(BenchmarkX)$" || folders(worse)[0] != "example.test/shop") {
			t.Errorf("%s: to be repeated as %q of %q", name, pattern(worse), folders(worse))
		}
	}
}

func TestWhatOneSideLacksIsListed(t *testing.T) {
	both := lines("BenchmarkBoth", same(6, "10 ns/op")...)
	old := parsed(t, both+lines("BenchmarkGone", same(6, "10 ns/op")...)+lines("BenchmarkOther", same(6, "10 ns/op 5 B/op")...))
	now := parsed(t, both+lines("BenchmarkFresh", same(6, "9000 ns/op")...)+lines("BenchmarkOther", same(6, "10 ns/op 5 allocs/op")...))
	told := judge(old, now, usual())
	want := "[example.test/shop BenchmarkGone-2] [example.test/shop BenchmarkFresh-2] [example.test/shop BenchmarkOther-2 allocs/op]"
	if got := fmt.Sprint(told.onlyOld, told.onlyNew, told.strange); got != want {
		t.Errorf("got %s", got)
	}
	if told.compared != 2 || len(told.worse) > 0 {
		t.Errorf("%d compared, worse: %v", told.compared, told.worse)
	}
	if nothing := judge(parsed(t, "ok\n"), now, usual()); nothing.compared != 0 {
		t.Errorf("%d compared with nothing", nothing.compared)
	}
}

// TestNoiseIsNotWorse draws both sides from the same long-tailed times, as of a
// busy machine, and one of them from twice as long.
func TestNoiseIsNotWorse(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	draw := func(centre float64) (list []float64) {
		for range 6 {
			v := centre * (1 + 0.1*random.Float64())
			if random.Float64() < 0.4 {
				v *= 1 + 4*random.Float64() // disturbed
			}
			list = append(list, v)
		}
		return list
	}
	k, l := key{unit: "sec/op"}, usual()
	twice := func(factor float64) bool {
		var old, now [2]*results
		for i := range old {
			old[i], now[i] = &results{values: map[key][]float64{k: draw(1)}}, &results{values: map[key][]float64{k: draw(factor)}}
		}
		return len(again(judge(old[0], now[0], l), old, now, l, 0.01)) > 0
	}
	alarms, found := 0, 0
	const rounds = 2000
	for range rounds {
		if twice(1) {
			alarms++
		}
		if twice(2) {
			found++
		}
	}
	if alarms > 0 {
		t.Errorf("%d of %d comparisons of the same are worse", alarms, rounds)
	}
	if found < rounds/3 {
		t.Errorf("of what is twice as slow, %d of %d are found", found, rounds)
	}
}

func TestLimitsThatAreNone(t *testing.T) {
	for _, text := range []string{"", "ms", "=2", "ms=", "ms=0.5", "ms=NaN", "ms=x"} {
		if l := usual(); l.Set(text) == nil {
			t.Errorf("%q is taken as a limit: %v", text, l)
		}
	}
}

func TestOnceIsNotEnough(t *testing.T) {
	few, many := parsed(t, lines("BenchmarkX", same(6, "10 allocs/op")...)), parsed(t, lines("BenchmarkX", same(6, "20 allocs/op")...))
	first := judge(few, many, usual())
	if len(first.worse) != 1 || len(again(first, [2]*results{few, few}, [2]*results{many, few}, usual(), 0.01)) > 0 || len(again(first, [2]*results{few, few}, [2]*results{many, many}, usual(), 0.01)) != 1 {
		t.Errorf("at first worse: %v", first.worse)
	}
}

func TestACostIsOfABenchmarkAndItsParts(t *testing.T) {
	c := cost{name: "BenchmarkPlan/call"}
	for name, want := range map[string]bool{"BenchmarkPlan/call-2": true, "BenchmarkPlan/call/make-2": true, "BenchmarkPlan/calls-2": false, "BenchmarkPlan-2": false} {
		if c.of(offence{key: key{name: name}}) != want {
			t.Errorf("%s: want %t", name, want)
		}
	}
}
