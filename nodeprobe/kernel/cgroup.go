package kernel

import (
	"strings"
)

// podOf finds the pod and the container in the text of proc/pid/cgroup: a line
// "hierarchy:controllers:path" for each hierarchy of cgroup v1, one of "0::" for
// v2 (proc_cgroup_show, kernel/cgroup/cgroup.c, v6.12). Both are "" for a
// process outside pods.
func podOf(text string) (pod, container string) {
	for _, line := range lines(text) {
		_, rest, _ := strings.Cut(line, ":")
		if _, path, ok := strings.Cut(rest, ":"); ok {
			if pod, container = podOfPath(path); pod != "" {
				return pod, container
			}
		}
	}
	return "", ""
}

// podOfPath knows the paths of both drivers of the kubelet and of containerd,
// CRI-O and dockershim below them:
//
//	/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod<uid>.slice/cri-containerd-<id>.scope
//	/kubepods/burstable/pod<uid>/<id>
//	/system.slice/containerd.service/kubepods-burstable-pod<uid>.slice:cri-containerd:<id>
//
// Seen from a cgroup namespace, a path starts with "/.." and may lack what comes
// before the pod: the form of the UID has to do. The first pod of a path is the
// node's; further ones are a cluster inside it.
func podOfPath(path string) (pod, container string) {
	for segment := range strings.SplitSeq(path, "/") {
		if pod != "" {
			return pod, containerOf(segment)
		}
		head, tail, joined := strings.Cut(segment, ":")
		if pod = podUID(head); pod != "" && joined {
			return pod, containerOf(tail)
		}
	}
	return pod, ""
}

// podUID takes the UID from "pod<uid>" or "kubepods-burstable-pod<uid>.slice". A
// UID is a UUID, with _ for - under systemd, or the 32 digits of a static pod.
func podUID(segment string) string {
	segment = strings.TrimSuffix(segment, ".slice")
	if i := strings.LastIndex(segment, "-pod"); i >= 0 {
		segment = segment[i+1:]
	}
	uid, ok := strings.CutPrefix(segment, "pod")
	if !ok {
		return ""
	}
	uid = strings.ReplaceAll(uid, "_", "-")
	if len(uid) == 32 && isHex(uid) {
		return strings.Clone(uid)
	}
	if len(uid) == 36 && uid[8] == '-' && uid[13] == '-' && uid[18] == '-' && uid[23] == '-' && isHex(strings.ReplaceAll(uid, "-", "")) {
		return strings.Clone(uid)
	}
	return ""
}

// containerOf takes the 64 digits from "<id>" or "cri-containerd-<id>.scope".
func containerOf(segment string) string {
	id := strings.TrimSuffix(segment, ".scope")
	id = id[strings.LastIndexAny(id, "-:")+1:]
	if len(id) != 64 || !isHex(id) {
		return ""
	}
	return strings.Clone(id)
}

func isHex(text string) bool {
	return text != "" && strings.Trim(text, "0123456789abcdef") == ""
}
