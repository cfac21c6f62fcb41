package apiserver

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/netwhy/netwhy/test/authority"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
)

// Cluster is a running control plane.
type Cluster struct {
	Admin        *rest.Config // of a member of system:masters
	Kubeconfig   string       // path of the same as a file
	Dir          string       // its data and logs
	EtcdEndpoint string       // URL for etcd clients

	server    string // URL of the API server
	binary    string
	ca        *authority.Authority
	processes []*process

	typed     kubernetes.Interface
	dynamic   dynamic.Interface
	discovery discovery.CachedDiscoveryInterface
	mapper    *restmapper.DeferredDiscoveryRESTMapper
	users     atomic.Int64
}

// clients makes the clients with which the methods of Cluster work.
func (c *Cluster) clients() (err error) {
	if c.Admin, c.Kubeconfig, err = c.login("admin", "system:masters"); err != nil {
		return err
	}
	if c.typed, err = kubernetes.NewForConfig(c.Admin); err != nil {
		return fmt.Errorf("cannot make a client: %w", err)
	}
	if c.dynamic, err = dynamic.NewForConfig(c.Admin); err != nil {
		return fmt.Errorf("cannot make a client: %w", err)
	}
	c.discovery = memory.NewMemCacheClient(c.typed.Discovery())
	c.mapper = restmapper.NewDeferredDiscoveryRESTMapper(c.discovery)
	return nil
}

// run starts a component and remembers to end it.
func (c *Cluster) run(name, path string, args ...string) (*process, error) {
	p, err := launch(c.Dir, name, path, args...)
	if err == nil {
		c.processes = append(c.processes, p)
	}
	return p, err
}

// Process is the ID of a component's process; 0 where it does not run.
func (c *Cluster) Process(name string) int {
	for _, p := range c.processes {
		if p.name == name && !p.ended() {
			return p.cmd.Process.Pid
		}
	}
	return 0
}

// stop ends all components, those first that depend on others.
func (c *Cluster) stop() {
	for len(c.processes) > 0 {
		last := len(c.processes) - 1
		c.processes[last].stop()
		c.processes = c.processes[:last]
	}
}

// answers says whether a path of the API server answers 200.
func (c *Cluster) answers(path string) condition {
	return func(ctx context.Context) bool {
		return c.typed.Discovery().RESTClient().Get().AbsPath(path).MaxRetries(0).Do(ctx).Error() == nil
	}
}
