package realcluster

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/netwhy/netwhy/test/realcluster/machine"
	"golang.org/x/sync/errgroup"
)

// The images, made here and known to no registry.
const (
	appImage   = "netwhy.test/app:1"
	hostImage  = "netwhy.test/host:1"
	probeImage = "netwhy.test/nodeprobe:1"
)

// images writes the cluster's images into its folder.
func (c *Cluster) images(ctx context.Context) error {
	all, ctx := errgroup.WithContext(ctx)
	for name, args := range map[string][]string{
		// The application; as sandbox image its entry point pauses.
		"app":       {"-ref", appImage, "-entrypoint", "/app", "-user", "65532", c.program("app") + "=/app"},
		"pause":     {"-ref", "netwhy.test/pause:1", "-entrypoint", "/app pause", "-user", "65532", c.program("app") + "=/app"},
		"nodeprobe": {"-ref", probeImage, "-entrypoint", "/nodeprobe", "-user", "65532", c.program("nodeprobe") + "=/nodeprobe"},
		// System pods run programs of the host: they mount /usr and the cluster's
		// programs, which saves unpacking them on each node.
		"host": {
			"-ref", hostImage, "-entrypoint", "/usr/bin/false",
			"@usr/bin=/bin", "@usr/sbin=/sbin", "@usr/lib=/lib", "@usr/lib64=/lib64", "@../run=/var/run",
		},
	} {
		args = append([]string{"-o", c.image(name)}, args...)
		all.Go(func() error {
			if out, err := exec.CommandContext(ctx, c.program("image"), args...).CombinedOutput(); err != nil {
				return fmt.Errorf("cannot make the image %s: %w: %s", name, err, out)
			}
			return nil
		})
	}
	return all.Wait()
}

func (c *Cluster) image(name string) string { return filepath.Join(c.dir, "images", name+".tar") }

// load puts the images on a node.
func (c *Cluster) load(ctx context.Context, node *machine.Machine) error {
	all, ctx := errgroup.WithContext(ctx)
	for _, name := range []string{"pause", "app", "host", "nodeprobe"} {
		all.Go(func() error {
			_, err := node.Do(ctx, "ctr", "--namespace=k8s.io", "images", "import", c.image(name))
			return err
		})
	}
	return all.Wait()
}
