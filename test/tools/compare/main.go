package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

// options are what the command line says.
type options struct {
	base      string
	bench     string
	skip      string
	command   string
	benchtime string
	count     int
	alpha     float64
	limits    limits
	mayLack   bool
	all       bool
	benchstat string
	out       string
	packages  []string
	given     []string // flags that a repetition needs too
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	o := options{limits: usual()}
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: compare [flags] PACKAGE...\n       compare [flags] -run COMMAND")
		flags.PrintDefaults()
	}
	flags.StringVar(&o.base, "base", "", "revision to compare with (default: the newest release before HEAD, else the commit before it)")
	flags.StringVar(&o.bench, "bench", ".", "which benchmarks, as of go test")
	flags.StringVar(&o.skip, "skip", "", "which benchmarks not, as of go test")
	flags.StringVar(&o.command, "run", "", "a shell command that prints benchmark lines, run at the top of both trees, in place of packages")
	flags.StringVar(&o.benchtime, "benchtime", "50ms", "how long or how often to run each, as of go test")
	flags.IntVar(&o.count, "count", 6, "how often to run each side")
	flags.Float64Var(&o.alpha, "alpha", 0.01, "a difference is none of chance below this p-value")
	flags.Var(&o.limits, "limit", "`UNIT=RATIO` that a unit may grow by, such as ms=1.5; repeatable (default "+o.limits.String()+")")
	flags.BoolVar(&o.mayLack, "may-lack", false, "pass where there is nothing to compare with")
	flags.BoolVar(&o.all, "all", false, "run packages too of which both sides compile to the same program")
	flags.StringVar(&o.benchstat, "benchstat", "", "the program benchstat (default: beside this one, else on PATH)")
	flags.StringVar(&o.out, "o", "", "folder to leave what both sides print in (default bin/compare)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.packages = flags.Args()
	flags.Visit(func(f *flag.Flag) {
		if !slices.Contains([]string{"base", "bench", "limit", "may-lack", "o", "benchstat"}, f.Name) {
			o.given = append(o.given, "-"+f.Name, quoted(f.Value.String()))
		}
	})
	for _, unit := range sorted(o.limits) {
		if ratio := o.limits[unit]; ratio != usual()[unit] {
			o.given = append(o.given, "-limit", quoted(fmt.Sprint(unit, "=", ratio)))
		}
	}
	switch {
	case (o.command == "") == (len(o.packages) == 0):
		return o, errors.New("cannot tell what to compare: give packages, or a command by -run")
	case o.count < 1:
		return o, fmt.Errorf("cannot run each side %d times: give -count 1 or more", o.count)
	}
	return o, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	root, err := git(ctx, ".", "rev-parse", "--show-toplevel")
	if err != nil {
		return fmt.Errorf("cannot find the repository: run inside it (%w)", err)
	}
	if o.out == "" {
		o.out = filepath.Join(root, "bin", "compare")
	}
	lacks := func(why error) error {
		if o.mayLack {
			fmt.Fprintf(out, "nothing to compare with: %v\n", why)
			return nil
		}
		return fmt.Errorf("nothing to compare with: %w; -may-lack lets this pass", why)
	}
	base, name, err := revision(ctx, root, o.base)
	if err != nil {
		return lacks(err)
	}
	meant, err := costs(ctx, root, base)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "compare-")
	if err != nil {
		return fmt.Errorf("cannot make a folder to work in: %w", err)
	}
	defer os.RemoveAll(work) //nolint:errcheck // a folder of temporary files
	was := filepath.Join(work, "tree")
	if err := unpack(ctx, root, base, was); err != nil {
		return err
	}
	fmt.Fprintf(out, "old: %s\nnew: the working tree\n", name)
	c := &comparison{options: o, out: out, work: work, costs: meant, sides: [2]side{{name: "old", root: was}, {name: "new", root: root}}}
	switch err := c.compare(ctx); {
	case errors.Is(err, errNothing):
		return lacks(err)
	case err != nil:
		return fmt.Errorf("%w\nto repeat: %s", err, c.again(base))
	}
	return nil
}

// again is the command that repeats a comparison, of what was worse alone where
// that is known.
func (c *comparison) again(base string) string {
	words := append([]string{"bin/tools/compare", "-base", base[:min(12, len(base))]}, c.given...)
	if c.command != "" {
		return strings.Join(words, " ")
	}
	bench, packages := c.bench, c.packages
	if len(c.worse) > 0 {
		bench, packages = pattern(c.worse), folders(c.worse)
	}
	return strings.Join(append(append(words, "-bench", quoted(bench)), packages...), " ")
}

// quoted is a word as a shell takes it.
func quoted(s string) string {
	if plain.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

var plain = regexp.MustCompile(`^[\w./=-]+$`)
