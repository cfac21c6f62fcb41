package peer

import (
	"fmt"
	"os"
	"path/filepath"
)

// space is where a peer is at home for one session.
type space struct {
	folder      string
	environment []string
}

// newSpace makes a home in which nothing is set but the cluster, and kubectl is
// the one at a path.
func newSpace(kubeconfig, kubectl string) (*space, error) {
	folder, err := os.MkdirTemp("", "netwhy-peer-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a home for a peer: %w", err)
	}
	s := &space{folder: folder, environment: []string{
		"PATH=" + filepath.Dir(kubectl) + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + folder,
		"KUBECACHEDIR=" + filepath.Join(folder, "cache"),
		"LANG=C.UTF-8",
	}}
	if kubeconfig != "" {
		s.environment = append(s.environment, "KUBECONFIG="+kubeconfig)
	}
	return s, nil
}

func (s *space) leave() { _ = os.RemoveAll(s.folder) } // of a temporary folder
