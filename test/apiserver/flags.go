package apiserver

import (
	"fmt"
	"path/filepath"
	"strings"
)

// ServiceRange is where the ClusterIPs come from. A fixture with addresses of
// another range applies a ServiceCIDR first.
const ServiceRange = "10.96.0.0/16"

// advertised stands in for the API server in the Service kubernetes.
const advertised = "192.0.2.1"

// controllers are those that derive what tests read; see the package's Why.
var controllers = []string{
	"endpoints-controller",
	"endpointslice-controller",
	"endpointslice-mirroring-controller",
	"service-cidr-controller",
	"serviceaccount-controller",
}

func etcdFlags(dir string, client, peer int) []string {
	clients, peers := loopback("http", client), loopback("http", peer)
	return []string{
		"--name=test",
		"--data-dir=" + filepath.Join(dir, "etcd"),
		"--listen-client-urls=" + clients, "--advertise-client-urls=" + clients,
		"--listen-peer-urls=" + peers, "--initial-advertise-peer-urls=" + peers,
		"--initial-cluster=test=" + peers,
		"--unsafe-no-fsync",                // the data ends with the test
		"--quota-backend-bytes=8589934592", // a cluster of 5,000 nodes
	}
}

func apiserverFlags(dir, etcd string, port int) []string {
	return []string{
		"kube-apiserver",
		"--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", port),
		"--advertise-address=" + advertised,
		"--tls-cert-file=" + file(dir, "apiserver.crt"), "--tls-private-key-file=" + file(dir, "apiserver.key"),
		"--client-ca-file=" + file(dir, "ca.crt"),
		"--service-account-key-file=" + file(dir, "accounts.key"),
		"--service-account-signing-key-file=" + file(dir, "accounts.key"),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-cluster-ip-range=" + ServiceRange,
		"--authorization-mode=RBAC",
		"--allow-privileged=true",
		"--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
	}
}

func controllerFlags(kubeconfig string, port int) []string {
	return []string{
		"kube-controller-manager",
		"--kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", port),
		"--leader-elect=false",
		"--use-service-account-credentials=false",
		"--controllers=" + strings.Join(controllers, ","),
	}
}
