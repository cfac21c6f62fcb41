package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// files are what is asked in place of a cluster.
type files struct {
	sysdump        string
	flows, objects []string
}

func (f *files) bind(c *cobra.Command) {
	c.Flags().StringVar(&f.sysdump, "sysdump", "", "ask this archive of \"cilium sysdump\", or the folder that it was unpacked to, and no cluster")
	c.Flags().StringArrayVar(&f.flows, "flows", nil, "ask this file of flows (hubble observe -o jsonpb, or of Hubble's exporter), and no cluster; may be repeated")
	c.Flags().StringArrayVar(&f.objects, "objects", nil, "ask this file or folder of objects (kubectl get -A -o yaml), and no cluster; may be repeated")
	// The flags were defined above, so these cannot fail.
	_ = c.MarkFlagFilename("sysdump", "zip")
	_ = c.MarkFlagFilename("flows", "json", "jsonl", "log", "gz")
	_ = c.MarkFlagFilename("objects", "yaml", "yml", "json", "gz")
}

func (f *files) given() bool { return f.sysdump != "" || len(f.flows)+len(f.objects) > 0 }

// besides are the flags that mean something where files are asked.
var besides = []string{
	"sysdump", "flows", "objects", "namespace", "flows-since", "timeout", "steps", "output", "verbose", "no-color", "bundle", "listen", "demo",
}

// open makes the registry of read-only tools over the files.
func (f *files) open(set *pflag.FlagSet, window time.Duration) (o opened, err error) {
	if window <= 0 {
		return o, errors.New("cannot read flows of no time: want --flows-since above 0")
	}
	set.Visit(func(flag *pflag.Flag) {
		switch {
		case err == nil && flag.Name == "passive":
			err = errors.New("cannot be more passive than with files, of which nothing is sent: leave out --passive")
		case err == nil && !slices.Contains(besides, flag.Name) && !ofModel(flag.Name) && !ofKeeping(flag.Name):
			err = fmt.Errorf("cannot ask files and a cluster at once: want either --%s or --sysdump, --flows and --objects", flag.Name)
		}
	})
	if err != nil {
		return o, err
	}
	if o, err = f.read(window); err != nil {
		return o, err
	}
	if flag := set.Lookup("namespace"); flag != nil {
		o.Namespace = flag.Value.String()
	}
	return o, nil
}

// read makes the registry of what the files hold.
func (f *files) read(window time.Duration) (o opened, err error) {
	given, err := recorded.Open(f.sysdump, f.flows, f.objects)
	if err != nil {
		return o, err
	}
	list, err := given.Tools(window)
	if err != nil {
		return o, err
	}
	o.now = func() time.Time { return given.Time }
	o.files = given.String()
	o.registry, err = explained(list)
	return o, err
}
