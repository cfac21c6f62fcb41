package apiserver

import (
	"errors"
	"os/exec"

	"github.com/netwhy/netwhy/test/binary"
)

// Binary is the path of the multi-call binary with kube-apiserver,
// kube-controller-manager and kubectl.
func Binary() (string, error) { return binary.Path("kube") }

// etcdBinary is etcd's path.
func etcdBinary() (string, error) {
	path, err := exec.LookPath("etcd")
	if err != nil {
		return "", errors.New("cannot find etcd: install the package etcd-server")
	}
	return path, nil
}
