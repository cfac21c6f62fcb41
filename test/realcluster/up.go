package realcluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/netwhy/netwhy/test/binary"
	"github.com/netwhy/netwhy/test/realcluster/machine"
	"golang.org/x/sync/errgroup"
)

// patience is how long a cluster may take until it is ready.
const patience = 4 * time.Minute

// Up makes a cluster and returns when it is ready. What is left of an earlier
// one of the name that does not run is removed first. When ctx ends, or Up
// fails, it leaves nothing.
func Up(ctx context.Context, o Options) (_ *Cluster, err error) {
	if o, err = o.complete(); err != nil {
		return nil, err
	}
	if err := Missing(); err != nil {
		return nil, err
	}
	if _, err := Open(o.Name); err == nil {
		return nil, fmt.Errorf("cannot make the cluster %s: it runs already", o.Name)
	}
	dir, err := folder(o.Name)
	if err != nil {
		return nil, err
	}
	// Once for what may be there, and once for the new folder.
	for range 2 {
		held, err := lock(dir)
		if err != nil {
			return nil, fmt.Errorf("cannot make the cluster %s: %w", o.Name, err)
		}
		defer func() { _ = held.Close() }()
		if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
			break
		}
		if err := Down(o.Name); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := &Cluster{Options: o, dir: dir, nodes: map[string]*machine.Machine{}}
	if err := c.stages(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot make the cluster %s: %w", o.Name, err), Down(o.Name))
	}
	return c, c.save()
}

// stages bring the cluster up, one after another.
func (c *Cluster) stages(ctx context.Context) error {
	progress := c.Options.Progress
	if progress == nil {
		progress = io.Discard
	}
	began := time.Now()
	for _, stage := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"programs and images", c.prepare},
		{"machines", c.launch},
		{"control plane", c.components},
		{"world outside", c.outside},
		{"nodes", c.join},
		{"network", c.network},
		{"DNS and application", c.workloads},
		{"losses", c.lose},
	} {
		if err := stage.run(ctx); err != nil {
			return fmt.Errorf("stage %q: %w", stage.name, err)
		}
		fmt.Fprintf(progress, "%6.1f s  %s\n", time.Since(began).Seconds(), stage.name)
	}
	return nil
}

// prepare lays out the cluster's folder: its programs, and its images.
func (c *Cluster) prepare(ctx context.Context) error {
	for _, name := range []string{"bin", "path", "images"} {
		if err := os.MkdirAll(filepath.Join(c.dir, name), 0o755); err != nil {
			return fmt.Errorf("cannot make the cluster's folder: %w", err)
		}
	}
	for _, name := range programs {
		path, err := binary.Path(name)
		if err != nil {
			return err
		}
		if err := c.offer(name, path); err != nil {
			return err
		}
	}
	if err := c.own(ctx); err != nil {
		return err
	}
	for link, to := range map[string]string{
		"path/kubectl": c.program("kube"), "path/hubble": c.program("hubble"),
		"bin/clang": "/usr/lib/llvm-19/bin/clang", // the name by which Cilium calls it
	} {
		if err := os.Symlink(to, filepath.Join(c.dir, link)); err != nil {
			return fmt.Errorf("cannot link %s: %w", link, err)
		}
	}
	return c.images(ctx)
}

// own builds the programs of this repository, side by side.
func (c *Cluster) own(ctx context.Context) error {
	all, ctx := errgroup.WithContext(ctx)
	for _, source := range []string{"test/realcluster/app", "test/realcluster/machine/init", "cmd/nodeprobe"} {
		all.Go(func() error {
			path, err := binary.Own(ctx, source)
			if err != nil {
				return err
			}
			return c.offer(filepath.Base(source), path)
		})
	}
	return all.Wait()
}

// offer puts a program among the cluster's, by a link and not a copy; and no
// symbolic one, whose end containers would not see.
func (c *Cluster) offer(name, path string) error {
	if err := os.Link(path, c.program(name)); err != nil {
		return fmt.Errorf("cannot link %s into the cluster's folder: %w", name, err)
	}
	return nil
}

// launch makes the machines.
func (c *Cluster) launch(ctx context.Context) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("cannot open a door to the API server: %w", err)
	}
	defer func() { _ = listener.Close() }() // the machine has its own copy
	c.Port = listener.Addr().(*net.TCPAddr).Port
	if err := c.issue(); err != nil {
		return err
	}
	launched := make([]*machine.Machine, len(machines()))
	all, ctx := errgroup.WithContext(ctx)
	for i, name := range machines() {
		spec := machine.Spec{
			Name: name, Host: name, Dir: filepath.Join(c.dir, name), Cgroup: cgroup(c.Options.Name, name),
			Names: []string{outsideNames}, Mortal: c.Options.Mortal, Init: c.program("init"),
		}
		if name == "control" {
			spec.Listener, spec.Forward = listener.(*net.TCPListener), "127.0.0.1:6443"
		}
		all.Go(func() (err error) {
			launched[i], err = machine.Launch(ctx, spec)
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	for _, m := range launched {
		c.keep(m)
	}
	return nil
}
