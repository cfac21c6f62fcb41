package apiserver

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

const (
	pace     = 20 * time.Millisecond // between two looks at a condition
	patience = 3 * time.Minute       // for a component to be ready, over 100,000 pods
)

// condition is looked at until it holds.
type condition func(context.Context) bool

// errPort says that someone else took a port between our choosing and using it.
var errPort = errors.New("a port was taken")

// setup is what a control plane is started with.
type setup struct {
	flags []string // of the API server
	etcd  string   // path of another etcd than the one installed
	// write, if set, writes into etcd before there is an API server, and no
	// controller changes what it wrote.
	write func(ctx context.Context, etcd string) error
}

// boot starts a control plane, once more if a port was taken.
func boot(ctx context.Context, dir string, s setup) (*Cluster, error) {
	c, err := bootIn(ctx, filepath.Join(dir, "1"), s)
	if errors.Is(err, errPort) {
		c, err = bootIn(ctx, filepath.Join(dir, "2"), s)
	}
	return c, err
}

func bootIn(ctx context.Context, dir string, s setup) (_ *Cluster, err error) {
	c := &Cluster{Dir: dir}
	defer func() {
		if err != nil {
			c.stop()
		}
	}()
	if c.binary, err = Binary(); err != nil {
		return nil, err
	}
	etcd := s.etcd
	if etcd == "" {
		if etcd, err = etcdBinary(); err != nil {
			return nil, err
		}
	}
	ports, err := freePorts(4)
	if err != nil {
		return nil, err
	}
	if c.ca, err = writePKI(dir); err != nil {
		return nil, err
	}
	c.EtcdEndpoint, c.server = loopback("http", ports[0]), loopback("https", ports[2])
	if err := errors.Join(c.clients(), c.shim()); err != nil {
		return nil, err
	}
	return c, c.components(ctx, etcd, ports, s)
}

// components starts all processes and waits until they are ready.
func (c *Cluster) components(ctx context.Context, etcd string, ports []int, s setup) error {
	store, err := c.run("etcd", etcd, etcdFlags(c.Dir, ports[0], ports[1])...)
	if err != nil {
		return err
	}
	if err := store.ready(ctx, healthy(c.EtcdEndpoint+"/health")); err != nil {
		return err
	}
	if s.write != nil {
		if err := s.write(ctx, c.EtcdEndpoint); err != nil {
			return err
		}
	}
	api, err := c.run("kube-apiserver", c.binary, append(apiserverFlags(c.Dir, c.EtcdEndpoint, ports[2]), s.flags...)...)
	if err != nil {
		return err
	}
	if err := api.ready(ctx, c.answers("/readyz")); err != nil {
		return err
	}
	if s.write != nil {
		return nil
	}
	manager, err := c.run("kube-controller-manager", c.binary, controllerFlags(c.Kubeconfig, ports[3])...)
	if err != nil {
		return err
	}
	if err := manager.ready(ctx, healthy(loopback("https", ports[3])+"/healthz")); err != nil {
		return err
	}
	// The API server makes its namespaces after it is ready, the manager their accounts.
	return manager.ready(ctx, c.answers("/api/v1/namespaces/default/serviceaccounts/default"))
}

// ready waits until the condition holds; the process ending, or time, ends the wait.
func (p *process) ready(ctx context.Context, holds condition) error {
	err := wait.PollUntilContextTimeout(ctx, pace, patience, true, func(ctx context.Context) (bool, error) {
		if p.ended() {
			return false, errors.New("it ended")
		}
		return holds(ctx), nil
	})
	if err == nil {
		return nil
	}
	if log, _ := os.ReadFile(p.log); bytes.Contains(log, []byte("address already in use")) {
		err = fmt.Errorf("%w: %w", errPort, err)
	}
	return p.failed(err)
}

// healthy says whether a URL on loopback answers 200. The certificate of the
// controller manager is its own and proves nothing, so it is not looked at.
func healthy(url string) condition {
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
	}}
	return func(ctx context.Context) bool {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return false
		}
		answer, err := client.Do(request)
		if err != nil {
			return false
		}
		_ = answer.Body.Close() // only the status counts
		return answer.StatusCode == http.StatusOK
	}
}
