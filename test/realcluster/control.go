package realcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/netwhy/netwhy/test/realcluster/machine"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// issue writes all certificates and kubeconfigs.
func (c *Cluster) issue() error {
	i, err := newIssuer(c.dir)
	if err != nil {
		return err
	}
	c.authority = i
	outside := fmt.Sprintf("https://127.0.0.1:%d", c.Port)
	const masters = "system:masters"
	steps := []func() error{
		func() error {
			return i.server("apiserver", controlAddress, firstService, "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local")
		},
		func() error { return i.server("accounts") }, // only its key is used
		func() error { return i.client("admin", outside, "admin", masters) },
		func() error { return i.client("inside", inside, "admin", masters) },
		func() error { return i.client("to-kubelet", inside, "kube-apiserver", masters) },
		func() error { return i.client("controllers", inside, "system:kube-controller-manager") },
		func() error { return i.client("scheduler", inside, "system:kube-scheduler") },
	}
	for _, node := range Nodes() {
		steps = append(steps,
			func() error { return i.server("serving-"+node, node, nodeAddresses[node]) },
			func() error { return i.client(node, inside, "system:node:"+node, "system:nodes") })
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	if c.Options.Audit {
		if err := c.audited(); err != nil {
			return err
		}
	}
	if c.Options.Install {
		if err := c.certifyRelay(); err != nil {
			return err
		}
	}
	return c.certifyProbe()
}

// components starts the control plane's processes; all but the API server wait for it.
func (c *Cluster) components(ctx context.Context) error {
	for _, args := range [][]string{
		{"ip", "link", "set", "lo", "up"},
		{"ip", "link", "add", "br0", "type", "bridge"},
		{"ip", "address", "add", controlAddress + "/24", "dev", "br0"},
		{"ip", "link", "set", "br0", "up"},
		{"sysctl", "-qw", "net.ipv4.ip_forward=1"},
	} {
		if _, err := c.control.Do(ctx, args...); err != nil {
			return err
		}
	}
	i, kube := c.authority, c.program("kube")
	etcd := machine.Process{Name: "etcd", Path: "/usr/bin/etcd", Args: []string{
		"--name=control", "--data-dir=" + filepath.Join(c.dir, "control", "etcd-data"), "--listen-client-urls=" + store, "--advertise-client-urls=" + store,
		"--listen-peer-urls=http://127.0.0.1:2380", "--initial-advertise-peer-urls=http://127.0.0.1:2380", "--initial-cluster=control=http://127.0.0.1:2380",
		"--unsafe-no-fsync", // the data ends with the cluster
	}}
	api := c.apiServer()
	for _, p := range []machine.Process{etcd, api} {
		if err := c.control.Start(ctx, p); err != nil {
			return err
		}
	}
	if err := c.answers(ctx); err != nil {
		return err
	}
	manager := machine.Process{Name: "kube-controller-manager", Path: kube, Args: []string{
		"kube-controller-manager", "--kubeconfig=" + i.file("controllers.kubeconfig"), "--bind-address=127.0.0.1", "--leader-elect=false",
		"--use-service-account-credentials=true", "--service-account-private-key-file=" + i.file("accounts.key"), "--root-ca-file=" + i.file("ca.crt"),
		"--allocate-node-cidrs=true", "--cluster-cidr=" + podRange, "--node-cidr-mask-size=24",
		// A node that is lost is told so in seconds; AKS waits 40.
		"--node-monitor-period=1s", "--node-monitor-grace-period=12s",
	}}
	scheduler := machine.Process{Name: "kube-scheduler", Path: kube, Args: []string{
		"kube-scheduler", "--kubeconfig=" + i.file("scheduler.kubeconfig"), "--bind-address=127.0.0.1", "--leader-elect=false",
	}}
	return errors.Join(c.control.Start(ctx, manager), c.control.Start(ctx, scheduler))
}

// answers waits until the API server is ready, as clients outside see it.
func (c *Cluster) answers(ctx context.Context) error {
	client, err := c.Client()
	if err != nil {
		return err
	}
	return c.until(ctx, "the API server", func(ctx context.Context) error {
		return client.Discovery().RESTClient().Get().AbsPath("/readyz").MaxRetries(0).Do(ctx).Error()
	})
}

// Config is a client configuration of the administrator, good from this machine.
func (c *Cluster) Config() (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", c.Kubeconfig())
	if err != nil {
		return nil, fmt.Errorf("cannot read the kubeconfig: %w", err)
	}
	config.QPS = -1 // tests need no throttle
	return config, nil
}

// program is the path of a program in the cluster's own folder.
func (c *Cluster) program(name string) string { return filepath.Join(c.dir, "bin", name) }

// tail is the end of a machine's log.
func tail(m *machine.Machine, process string) string {
	text, err := os.ReadFile(machine.Log(m.Dir, process))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}
