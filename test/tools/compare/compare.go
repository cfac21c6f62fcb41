package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// errNothing is that no benchmark is there on both sides.
var errNothing = errors.New("no benchmark is there on both sides")

// comparison is one run of the program.
type comparison struct {
	options
	out   io.Writer
	work  string
	sides [2]side
	costs []cost    // that are meant
	worse []offence // found so far
}

// job measures one thing on one side, and gives what that printed.
type job func(ctx context.Context, s *side, bench string) ([]byte, error)

func (c *comparison) compare(ctx context.Context) error {
	jobs, same, err := c.jobs(ctx)
	if err != nil {
		return err
	}
	if len(jobs) == 0 {
		if same > 0 {
			fmt.Fprintf(c.out, "both sides compile to the same benchmarks in all %d packages: nothing can have changed\n", same)
			return nil
		}
		return errNothing
	}
	first, err := c.measure(ctx, jobs, c.bench, "", c.count)
	if err != nil {
		return err
	}
	if err := c.table(ctx); err != nil {
		return err
	}
	told := judge(first[0], first[1], c.limits)
	c.list("only in the old tree", told.onlyOld)
	c.list("only in the new tree", told.onlyNew)
	c.list("of other units than before", told.strange)
	if told.compared == 0 {
		return errNothing
	}
	if same > 0 {
		fmt.Fprintf(c.out, "%d packages compile to the same program on both sides, and were not run\n", same)
	}
	if len(told.worse) == 0 {
		fmt.Fprintf(c.out, "%d benchmarks compared, none is worse\n", told.compared)
		return nil
	}
	return c.confirm(ctx, jobs, told, first)
}

// confirm measures once more what seems to be worse, and fails for what is so
// again.
func (c *comparison) confirm(ctx context.Context, jobs map[string]job, seems told, first [2]*results) error {
	suspects, bench := jobs, c.bench
	for _, o := range seems.worse {
		fmt.Fprintln(c.out, "seems worse:", o)
	}
	fmt.Fprintln(c.out, "measuring that once more")
	if c.command == "" {
		suspects, bench = map[string]job{}, pattern(seems.worse)
		for _, name := range folders(seems.worse) {
			suspects[name] = jobs[name]
		}
	}
	rounds := c.count
	if c.command == "" {
		rounds *= 2 // it is little now, and noise seldom lasts as long
	}
	second, err := c.measure(ctx, suspects, bench, "-again", rounds)
	if err != nil {
		return err
	}
	c.worse = again(seems, [2]*results{first[0], second[0]}, [2]*results{first[1], second[1]}, c.limits, c.alpha)
	if len(c.worse) == 0 {
		fmt.Fprintln(c.out, "none of it is worse both times")
		return nil
	}
	c.worse = slices.DeleteFunc(c.worse, func(o offence) bool {
		i := slices.IndexFunc(c.costs, func(known cost) bool { return known.of(o) })
		if i >= 0 {
			fmt.Fprintf(c.out, "worse, and meant: %s: %s\n", o, c.costs[i].why)
		}
		return i >= 0
	})
	var text []error
	for _, o := range c.worse {
		text = append(text, fmt.Errorf("worse both times: %s", o))
	}
	return errors.Join(text...)
}

// measure runs the jobs on both sides in turn, and keeps what they print in
// files whose names end in a word.
func (c *comparison) measure(ctx context.Context, jobs map[string]job, bench, kept string, rounds int) (both [2]*results, err error) {
	if err := os.MkdirAll(c.options.out, 0o755); err != nil {
		return both, fmt.Errorf("cannot make the folder of the results: %w", err)
	}
	var text [2][]byte
	for round := range rounds {
		for _, name := range sorted(jobs) {
			for turn := range 2 {
				i := (round + turn) % 2 // each side is as often the first
				printed, err := jobs[name](ctx, &c.sides[i], bench)
				if err != nil && i == 0 && round == 0 && kept == "" && ctx.Err() == nil {
					c.without(jobs, name, err)
					break
				}
				if err != nil {
					return both, fmt.Errorf("cannot run the benchmarks of the %s side of %s: %w", c.sides[i].name, name, err)
				}
				text[i] = append(append(text[i], printed...), '\n')
			}
		}
	}
	if len(jobs) == 0 {
		return both, errNothing
	}
	for i := range both {
		if err := os.WriteFile(c.file(i, kept), text[i], 0o644); err != nil {
			return both, fmt.Errorf("cannot keep the results: %w", err)
		}
		if both[i], err = read(text[i]); err != nil {
			return both, err
		}
	}
	return both, nil
}

// without leaves out what does not work in the old tree: who mends it need not
// have it fail once more.
func (c *comparison) without(jobs map[string]job, name string, why error) {
	fmt.Fprintf(c.out, "not compared: %s fails in the old tree: %v\n", name, why)
	delete(jobs, name)
}

func (c *comparison) file(i int, kept string) string {
	return filepath.Join(c.options.out, c.sides[i].name+kept+".txt")
}

// jobs are what is to be measured, by name, and how many packages need not be.
func (c *comparison) jobs(ctx context.Context) (jobs map[string]job, same int, err error) {
	if c.command != "" {
		return map[string]job{"the command": func(ctx context.Context, s *side, _ string) ([]byte, error) {
			cmd := exec.CommandContext(ctx, "sh", "-c", c.command)
			cmd.Dir = s.root
			return output(cmd)
		}}, 0, nil
	}
	for i := range c.sides {
		if err := c.sides[i].find(ctx, c.packages); err != nil {
			return nil, 0, err
		}
		if err := c.sides[i].fingerprint(ctx); err != nil {
			return nil, 0, err
		}
	}
	was, is := c.sides[0].packages, c.sides[1].packages
	jobs = map[string]job{}
	for _, name := range sorted(is) {
		switch {
		case was[name] == nil:
			fmt.Fprintf(c.out, "only in the new tree: the benchmarks of %s\n", name)
		case was[name].digest == is[name].digest && is[name].digest != "" && !c.all:
			same++
		default:
			jobs[name] = c.benchmarks(name)
		}
	}
	for _, name := range sorted(was) {
		if is[name] == nil {
			fmt.Fprintf(c.out, "only in the old tree: the benchmarks of %s\n", name)
		}
	}
	for name, why := range c.sides[0].build(ctx, sorted(jobs), c.work) {
		c.without(jobs, name, why)
	}
	for _, why := range c.sides[1].build(ctx, sorted(jobs), c.work) {
		return nil, 0, why
	}
	return jobs, same, ctx.Err()
}

func (c *comparison) benchmarks(name string) job {
	return func(ctx context.Context, s *side, bench string) ([]byte, error) {
		p := s.packages[name]
		cmd := exec.CommandContext(ctx, p.program, "-test.run=^$", "-test.bench="+bench, "-test.skip="+c.skip, "-test.benchtime="+c.benchtime, "-test.benchmem", "-test.timeout=10m")
		cmd.Dir = p.Dir
		return output(cmd)
	}
}

// output is what a command prints; its error says the end of it.
func output(cmd *exec.Cmd) ([]byte, error) {
	printed, err := cmd.Output()
	if err != nil {
		said := printed
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			said = append(said, exit.Stderr...)
		}
		err = fmt.Errorf("%w: %s", err, tail(said))
	}
	return printed, err
}

// table prints benchstat's table.
func (c *comparison) table(ctx context.Context) error {
	program := c.benchstat
	if program == "" {
		program = "benchstat"
		if self, err := os.Executable(); err == nil {
			if beside := filepath.Join(filepath.Dir(self), program); exists(beside) {
				program = beside
			}
		}
	}
	units := "*"
	if c.command == "" { // of which a benchmark may print others, that cost nothing
		units = ".unit:(" + strings.Join(sorted(c.limits), " OR ") + ")"
	}
	cmd := exec.CommandContext(ctx, program, "-alpha", fmt.Sprint(c.alpha), "-filter", units, "old="+c.file(0, ""), "new="+c.file(1, ""))
	text, err := output(cmd)
	if err != nil {
		return fmt.Errorf("cannot run benchstat: %w; \"make compare\" builds it", err)
	}
	_, err = c.out.Write(text)
	return err
}

func exists(name string) bool { _, err := os.Stat(name); return err == nil }

func (c *comparison) list(title string, names []string) {
	for _, name := range names {
		fmt.Fprintf(c.out, "%s: %s\n", title, name)
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
