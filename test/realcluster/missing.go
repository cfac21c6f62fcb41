package realcluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/netwhy/netwhy/test/binary"
)

// packaged are the programs that Debian's packages supply, with their package.
var packaged = map[string]string{
	"etcd": "etcd-server", "containerd": "containerd", "runc": "runc", "clang-19": "clang-19",
	"iptables": "iptables", "nft": "nftables", "conntrack": "conntrack", "ip": "iproute2", "nsenter": "util-linux",
	"/usr/lib/cni/ptp": "containernetworking-plugins",
}

// programs are those that package binary builds for a cluster.
var programs = []string{"kube", "coredns", "image", "cilium-agent", "cilium-cni", "hubble", "hubble-relay"}

// Missing says in one sentence what this machine lacks, or is nil.
func Missing() error {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		return errors.New("cannot run a real cluster: it needs root on Linux")
	}
	if _, err := os.Stat("/sys/fs/cgroup/memory/cgroup.procs"); err != nil {
		return errors.New("cannot run a real cluster: it needs the cgroup v1 hierarchies under /sys/fs/cgroup")
	}
	var absent []string
	for program, from := range packaged {
		if _, err := exec.LookPath(program); err != nil {
			absent = append(absent, from)
		}
	}
	if len(absent) > 0 {
		return fmt.Errorf("cannot run a real cluster: run `make deps`, which installs %s", strings.Join(sorted(absent), ", "))
	}
	for _, program := range programs {
		if _, err := binary.Path(program); err != nil {
			return fmt.Errorf("cannot run a real cluster: %w", err)
		}
	}
	return nil
}
