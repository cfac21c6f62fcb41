package realcluster

import (
	"context"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// store is where etcd listens, on the control plane's machine.
const store = "http://127.0.0.1:2379"

// apiServer is the process of the API server.
func (c *Cluster) apiServer() machine.Process {
	i := &issuer{dir: c.dir}
	args := []string{
		"kube-apiserver", "--etcd-servers=" + store, "--bind-address=0.0.0.0", "--secure-port=6443", "--advertise-address=" + controlAddress,
		"--tls-cert-file=" + i.file("apiserver.crt"), "--tls-private-key-file=" + i.file("apiserver.key"), "--client-ca-file=" + i.file("ca.crt"),
		"--service-account-key-file=" + i.file("accounts.key"), "--service-account-signing-key-file=" + i.file("accounts.key"),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local", "--service-cluster-ip-range=" + serviceRange,
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--allow-privileged=true",
		"--kubelet-client-certificate=" + i.file("to-kubelet.crt"), "--kubelet-client-key=" + i.file("to-kubelet.key"),
		"--kubelet-certificate-authority=" + i.file("ca.crt"), "--kubelet-preferred-address-types=InternalIP",
	}
	if c.Options.Audit {
		args = append(args, "--audit-policy-file="+i.file("audit.yaml"), "--audit-log-path="+c.auditLog())
	}
	return machine.Process{Name: "kube-apiserver", Path: c.program("kube"), Args: args}
}

// RestartAPIServer ends the API server as a crash would, starts it again and
// waits until it answers.
func (c *Cluster) RestartAPIServer(ctx context.Context) error {
	if err := c.control.Stop(ctx, "kube-apiserver"); err != nil {
		return err
	}
	if err := c.control.Start(ctx, c.apiServer()); err != nil {
		return err
	}
	return c.answers(ctx)
}
