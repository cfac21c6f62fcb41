package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// processOf finds any process of a pod by the name of its control group, which
// the kubelet makes from the pod's UID.
func processOf(uid string) (string, error) {
	files, err := filepath.Glob("/proc/[0-9]*/cgroup")
	if err != nil {
		return "", err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err == nil && strings.Contains(string(text), "/pod"+uid) {
			return filepath.Base(filepath.Dir(file)), nil
		}
	}
	return "", fmt.Errorf("no process of the pod %s runs here", uid)
}
