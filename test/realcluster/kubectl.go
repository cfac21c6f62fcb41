package realcluster

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// Env is the environment of a command on this machine whose kubectl is the
// cluster's, as its administrator.
func (c *Cluster) Env() []string {
	return append(os.Environ(), "KUBECONFIG="+c.Kubeconfig(), "KUBECACHEDIR="+filepath.Join(c.dir, "kubectl-cache"),
		"PATH="+filepath.Join(c.dir, "path")+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// Kubectl runs kubectl as the administrator and returns what it prints.
func (c *Cluster) Kubectl(ctx context.Context, args ...string) (string, error) {
	return c.kubectl(ctx, nil, args...)
}

// Apply applies a YAML text by server-side apply; whatever it says, wins.
func (c *Cluster) Apply(ctx context.Context, text []byte) error {
	_, err := c.kubectl(ctx, text, "apply", "--server-side", "--force-conflicts", "-f", "-")
	return err
}

func (c *Cluster) kubectl(ctx context.Context, input []byte, args ...string) (string, error) {
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(c.dir, "path", "kubectl"), args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Env(), bytes.NewReader(input), &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("cannot run kubectl %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(errs.Bytes()))
	}
	return out.String(), nil
}

// Pod is one that runs on a node.
type Pod struct{ Namespace, Name, UID, Node, IP string }

// InPod runs a node's program in the network of a pod.
func (c *Cluster) InPod(ctx context.Context, p Pod, args ...string) (string, error) {
	m := c.Node(p.Node)
	if m == nil {
		return "", fmt.Errorf("cannot run %q in the pod %s/%s: it has no node", args, p.Namespace, p.Name)
	}
	r, err := m.Run(ctx, machine.Command{Args: args, Pod: p.UID})
	if err == nil && r.Code != 0 {
		err = fmt.Errorf("cannot run %q in the pod %s/%s: exit %d: %s%s", args, p.Namespace, p.Name, r.Code, r.Err, r.Out)
	}
	return string(r.Out), err
}
