package kernel

import (
	"strings"
	"testing"
)

const (
	uid       = "056c8d89-6cdb-4516-a242-03a1c4f9aca8"
	container = "8cfd5e90020f3802fd0124e55cb1d32515e0abcb3d70cad22eae064821ab432f"
	staticUID = "0f790d9747c34eb59d415087bcb54a35"
)

func TestPodOfCgroup(t *testing.T) {
	under := strings.ReplaceAll(uid, "-", "_")
	for _, test := range []struct {
		of, text, pod, container string
	}{
		{"a pod of this machine: v1 and v2, cgroupfs, containerd", recorded(t, "pod/proc/4242/cgroup"), uid, container},
		{"process 1 of this machine", recorded(t, "node/proc/1/cgroup"), "", ""},
		{"v2, systemd, containerd", "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + under + ".slice/cri-containerd-" + container + ".scope\n", uid, container},
		{"v2, systemd, guaranteed", "0::/kubepods.slice/kubepods-pod" + under + ".slice/cri-containerd-" + container + ".scope\n", uid, container},
		{"v2, systemd, CRI-O", "0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" + under + ".slice/crio-" + container + ".scope\n", uid, container},
		{"v2, systemd, dockershim", "0::/kubepods.slice/kubepods-pod" + under + ".slice/docker-" + container + ".scope\n", uid, container},
		{"v1, cgroupfs, guaranteed", "12:hugetlb:/\n11:memory:/kubepods/pod" + uid + "/" + container + "\n", uid, container},
		{"v1, cgroupfs, static pod", "1:cpu,cpuacct:/kubepods/burstable/pod" + staticUID + "/" + container + "\n", staticUID, container},
		{"v1, kubelet with systemd, containerd without", "1:name=systemd:/system.slice/containerd.service/kubepods-burstable-pod" + under + ".slice:cri-containerd:" + container + "\n", uid, container},
		{"from a cgroup namespace, systemd", "0::/../kubepods-pod" + under + ".slice/cri-containerd-" + container + ".scope\n", uid, container},
		{"from a cgroup namespace, cgroupfs", "0::/../../pod" + uid + "/" + container + "\n", uid, container},
		{"with a cgroup root", "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod" + under + ".slice/cri-containerd-" + container + ".scope\n", uid, container},
		{"below a container", "0::/kubepods.slice/kubepods-pod" + under + ".slice/cri-containerd-" + container + ".scope/init.scope\n", uid, container},
		{"a cluster in a pod", "0::/kubepods/pod" + uid + "/" + container + "/kubelet/kubepods/pod" + staticUID + "/" + strings.Repeat("a", 64) + "\n", uid, container},
		{"the pod without a container", "0::/kubepods.slice/kubepods-pod" + under + ".slice\n", uid, ""},
		{"no container that is known", "0::/kubepods/pod" + uid + "/system.scope\n", uid, ""},
		{"a service", "0::/system.slice/kubelet.service\n", "", ""},
		{"podman", "0::/machine.slice/libpod-" + container + ".scope\n", "", ""},
		{"a name that looks like one", "0::/podman-" + uid + "/pod" + uid[:35] + "/podx56c8d89-6cdb-4516-a242-03a1c4f9aca8\n", "", ""},
		{"docker", "0::/docker/" + container + "\n", "", ""},
		{"garbage", "::\n:\n\nkubepods/pod" + uid + "\n", "", ""},
	} {
		t.Run(test.of, func(t *testing.T) {
			pod, container := podOf(test.text)
			equal(t, [2]string{pod, container}, [2]string{test.pod, test.container})
		})
	}
}

func FuzzCgroup(f *testing.F) {
	f.Add(recorded(f, "pod/proc/4242/cgroup"))
	f.Add("0::/kubepods.slice/kubepods-pod056c8d89_6cdb_4516_a242_03a1c4f9aca8.slice:cri-containerd:" + container)
	f.Fuzz(func(t *testing.T, text string) {
		pod, container := podOf(text)
		if pod == "" {
			equal(t, container, "")
			return
		}
		again, same := podOf("0::/kubepods/pod" + pod + "/" + container)
		equal(t, [2]string{again, same}, [2]string{pod, container})
	})
}
