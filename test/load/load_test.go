package load

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

var (
	bounds = flag.Bool("bounds", false, "hold times and memory against their bounds")
	think  = flag.Duration("think", 30*time.Second, "how long users read between two steps, on average")
)

const (
	users      = 100
	rounds     = 2         // of one user alone, after one that finds nothing prepared
	mostTimes  = 5         // a crowd's time by one user's, at the 95th percentile
	mostMemory = 600 << 20 // bytes
)

// measured is what came of some users at once.
type measured struct {
	name     string
	users    int
	whole    time.Duration
	worked   time.Duration // of a processor, by the server
	took     []time.Duration
	ratios   []float64 // by the one user's mean of the same question
	slow     []time.Duration
	steps    int
	failures []string
}

func TestManyAtOnce(t *testing.T) {
	c := shared.Cluster(t)
	text, count := objects()
	if err := c.Apply(t.Context(), []byte(text)); err != nil {
		t.Fatal(err)
	}
	for team := range teams {
		if err := c.WaitEndpoints(t.Context(), fmt.Sprintf("team-%d", team)); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, c)
	right, usual := map[ask]found{}, map[ask]time.Duration{}
	alone := measured{name: "one user", users: 1}
	began, worked := time.Now(), s.worked(t)
	for round := range 1 + rounds {
		for _, a := range asks {
			u := browser(s.at, func(context.Context) {})
			f, err := u.script(t.Context(), a)
			if err != nil {
				t.Fatalf("%s: %v", a.text, err)
			}
			if known, asked := right[a]; asked && known.String() != f.String() {
				t.Errorf("%s: it is %s, and was %s", a.text, f, known)
			}
			if right[a] = f; round == 0 {
				t.Logf("%s: %s", a.text, f)
				continue // the first finds nothing prepared
			}
			alone.add(u, 0)
			usual[a] += (u.took[0] + u.took[1]) / 2 / rounds
		}
	}
	alone.whole, alone.worked = time.Since(began), s.worked(t)-worked
	table := []measured{alone}
	for _, crowd := range []struct {
		name  string
		think time.Duration
	}{{fmt.Sprintf("%d users who read for %s", users, *think), *think}, {fmt.Sprintf("%d users who never pause", users), 0}} {
		m := together(t, s, crowd.name, crowd.think, right, usual)
		for _, f := range m.failures {
			t.Errorf("%s: %s", crowd.name, f)
		}
		table = append(table, m)
		t.Logf("%s took %s, until then the server had %d MiB", m.name, m.whole.Round(time.Second), s.peak(t)>>20)
	}
	peak := s.peak(t)
	t.Logf("%d objects of a real API server\n%s\npeak memory of the server: %d MiB (bound %d)", count, printed(table), peak>>20, mostMemory>>20)
	if log := s.logged(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") {
		t.Errorf("the server logs %s", log)
	}
	if *bounds {
		if got := quantile(table[1].ratios, 0.95); got >= mostTimes {
			t.Errorf("%s wait %.1f times as long as one user, at the 95th percentile; want less than %d", table[1].name, got, mostTimes)
		}
		if peak >= mostMemory {
			t.Errorf("the server had %d MiB, want less than %d", peak>>20, mostMemory>>20)
		}
	}
}

// together lets users do their script at once. They come within the time that one
// reads, as people do.
func together(t *testing.T, s *server, name string, reads time.Duration, right map[ask]found, usual map[ask]time.Duration) measured {
	t.Helper()
	m := measured{name: name, users: users}
	began, worked := time.Now(), s.worked(t)
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range users {
		all.Go(func() {
			chance := rand.New(rand.NewPCG(1, uint64(i)))
			pause := func(ctx context.Context, most time.Duration) {
				select {
				case <-time.After(time.Duration(chance.Float64() * float64(most))):
				case <-ctx.Done():
				}
			}
			u := browser(s.at, func(ctx context.Context) { pause(ctx, 2*reads) })
			pause(t.Context(), reads)
			a := asks[i%len(asks)]
			f, err := u.script(t.Context(), a)
			mu.Lock()
			defer mu.Unlock()
			m.add(u, usual[a])
			if err != nil {
				m.failures = append(m.failures, fmt.Sprintf("%s: %v", a.text, err))
			} else if f.String() != right[a].String() {
				m.failures = append(m.failures, fmt.Sprintf("%s: it is %s, and for one user %s", a.text, f, right[a]))
			}
		})
	}
	all.Wait()
	m.whole, m.worked = time.Since(began), s.worked(t)-worked
	return m
}

func (m *measured) add(u *user, usual time.Duration) {
	m.took, m.slow, m.steps = append(m.took, u.took...), append(m.slow, u.slow), m.steps+u.steps
	for _, d := range u.took {
		if usual > 0 {
			m.ratios = append(m.ratios, float64(d)/float64(usual))
		}
	}
}

func quantile[T time.Duration | float64](of []T, q float64) T {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func printed(table []measured) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\tinvestigations\ta second\tp50\tp95\tmost\tp95 by one user's\tslowest other request\tevents\terrors\tprocessors of the server")
	for _, m := range table {
		times := "1"
		if len(m.ratios) > 0 {
			times = fmt.Sprintf("%.1f", quantile(m.ratios, 0.95))
		}
		ms := func(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%.2f\n", m.name, len(m.took), float64(len(m.took))/m.whole.Seconds(),
			ms(quantile(m.took, 0.5)), ms(quantile(m.took, 0.95)), ms(quantile(m.took, 1)), times, ms(quantile(m.slow, 1)), m.steps, len(m.failures), m.worked.Seconds()/m.whole.Seconds())
	}
	_ = w.Flush() // into memory
	return out.String()
}
