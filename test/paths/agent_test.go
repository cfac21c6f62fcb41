package paths

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/netwhy/netwhy/test/realcluster"
	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// agent is the Cilium agent of a node, asked through its socket. The product
// never does that: the socket also takes orders.
type agent struct{ client *http.Client }

func agentOf(m *machine.Machine) agent {
	socket := filepath.Join("/proc", strconv.Itoa(m.PID), "root/run/cilium/cilium.sock")
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}
	return agent{&http.Client{Transport: &http.Transport{DialContext: dial}, Timeout: 5 * time.Second}}
}

func (a agent) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/v1/"+path, nil)
	if err != nil {
		return err
	}
	answer, err := a.client.Do(request)
	if err != nil {
		return fmt.Errorf("cannot ask a Cilium agent: %w", err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		return errors.Join(fmt.Errorf("cannot read %s of a Cilium agent: %s", path, answer.Status), err)
	}
	return json.Unmarshal(text, into)
}

// enforces reports whether the agent has put a set of policies, and no other
// set, into force at all of its endpoints.
func (a agent) enforces(ctx context.Context, s set) error {
	var all struct {
		Policy   string `json:"policy"`
		Revision int64  `json:"revision"`
	}
	if err := a.get(ctx, "policy", &all); err != nil {
		return err
	}
	if have, want := policyNames(all.Policy), s.names(); !slices.Equal(have, want) {
		return fmt.Errorf("the agent knows the policies %v, not %v", have, want)
	}
	var endpoints []struct {
		ID     int64 `json:"id"`
		Status struct {
			State  string `json:"state"`
			Policy struct {
				InForce struct {
					Revision int64 `json:"policy-revision"`
				} `json:"realized"` //nolint:misspell // Cilium's word
			} `json:"policy"`
		} `json:"status"`
	}
	if err := a.get(ctx, "endpoint", &endpoints); err != nil {
		return err
	}
	for _, e := range endpoints {
		if e.Status.State != "ready" || e.Status.Policy.InForce.Revision < all.Revision {
			return fmt.Errorf("endpoint %d is %s and enforces revision %d of %d", e.ID, e.Status.State, e.Status.Policy.InForce.Revision, all.Revision)
		}
	}
	return nil
}

var policyName = regexp.MustCompile(`"(set-[0-9]+-[0-9]+)"`)

// policyNames are those of the policies of sets in what an agent prints.
func policyNames(text string) (names []string) {
	for _, found := range policyName.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// enforced waits until all agents enforce a set of policies.
func enforced(ctx context.Context, c *realcluster.Cluster, s set) error {
	return realcluster.Until(ctx, 50*time.Millisecond, "policies in force", func(ctx context.Context) error {
		var failed []error
		for _, node := range realcluster.Nodes() {
			failed = append(failed, agentOf(c.Node(node)).enforces(ctx, s))
		}
		return errors.Join(failed...)
	})
}
