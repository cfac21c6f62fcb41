package realcluster

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Request is one that the API server was asked, as its audit log has it.
type Request struct {
	Verb      string `json:"verb"`
	URI       string `json:"requestURI"`
	User      user   `json:"user"`
	Object    object `json:"objectRef"`
	Answer    answer `json:"responseStatus"`
	UserAgent string `json:"userAgent"`
}

type (
	user   struct{ Username string }
	object struct{ APIGroup, Resource, Subresource, Namespace, Name string }
	answer struct{ Code int }
)

// String is the request as an engineer would say it.
func (r Request) String() string { return fmt.Sprintf("%s %s: %d", r.Verb, r.URI, r.Answer.Code) }

// Asked are the requests of a user, in order; only of a cluster with an audit log.
func (c *Cluster) Asked(username string) (list []Request, err error) {
	file, err := os.Open(c.auditLog())
	if err != nil {
		return nil, fmt.Errorf("cannot read the audit log: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r Request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			continue // the last line may be half written
		}
		if r.User.Username == username {
			list = append(list, r)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("cannot read the audit log: %w", err)
	}
	return list, nil
}

func (c *Cluster) auditLog() string { return filepath.Join(c.dir, "control", "audit.log") }

// Everything that is asked, without what is said. Who asks often and is nobody's
// concern is left out.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: None, userGroups: [system:nodes]}
- {level: None, users: [admin, kube-apiserver, "system:kube-controller-manager", "system:kube-scheduler", "system:apiserver"]}
- {level: Metadata}
`

// audited writes down what the audit log is to hold.
func (c *Cluster) audited() error {
	if err := os.WriteFile(filepath.Join(c.dir, "audit.yaml"), []byte(auditPolicy), 0o600); err != nil {
		return fmt.Errorf("cannot write the audit policy: %w", err)
	}
	return nil
}
