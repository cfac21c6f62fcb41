package realcluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// errUnseen says that flows have not shown what is waited for.
var errUnseen = errors.New("not seen")

// Observe asks the relay for flows, with the arguments of `hubble observe`, and
// returns a JSON object a line: flows first, then what the relay says of nodes,
// which hubble prints as errors.
func (c *Cluster) Observe(ctx context.Context, args ...string) (string, error) {
	if !c.Options.hubble() {
		return "", errors.New("cannot observe flows: the cluster runs no Hubble")
	}
	// A node that was just lost holds back the relay's answer until TCP gives up.
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	relays, err := c.Pods(ctx, "kube-system", "k8s-app=hubble-relay")
	if err == nil && len(relays) == 0 {
		err = errors.New("cannot observe flows: no relay runs")
	}
	if err != nil {
		return "", err
	}
	r, err := c.control.Run(ctx, machine.Command{Args: append([]string{c.program("hubble"), "observe", "--server", relays[0].IP + ":4245", "-o", "jsonpb"}, args...)})
	if err == nil && r.Code != 0 {
		err = fmt.Errorf("cannot observe flows: %s", r.Err)
	}
	return string(r.Out) + string(r.Err), err
}

// Relay is the address of the relay's Service, without encryption; "" where no
// Hubble runs.
func (c *Cluster) Relay(ctx context.Context) (string, error) {
	if !c.Options.hubble() {
		return "", nil
	}
	ip, err := c.Kubectl(ctx, "-n", "kube-system", "get", "service", "hubble-relay", "-o", "jsonpath={.spec.clusterIP}")
	if err != nil {
		return "", fmt.Errorf("cannot find the relay: %w", err)
	}
	return net.JoinHostPort(strings.TrimSpace(ip), "80"), nil
}
