package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// counts are what the application's client says of a measurement.
type counts struct {
	Attempts   int    `json:"attempts"`
	OK         int    `json:"ok"`
	FirstError string `json:"firstError"`
}

// works holds if all attempts succeed.
func (c counts) works() error {
	if c.OK < c.Attempts {
		return fmt.Errorf("of %d attempts %d succeed: %s", c.Attempts, c.OK, c.FirstError)
	}
	return nil
}

// broken holds if an attempt fails.
func (c counts) broken() error {
	if c.OK == c.Attempts {
		return fmt.Errorf("all of %d attempts succeed", c.Attempts)
	}
	return nil
}

// partly holds if some attempts fail and some succeed.
func (c counts) partly() error {
	if c.OK == 0 || c.OK == c.Attempts {
		return fmt.Errorf("of %d attempts %d succeed", c.Attempts, c.OK)
	}
	return nil
}

// measures is a condition on what the client measures; that it could not be
// asked at all is neither.
func (w *world) measures(words []string, holds func(counts) error, flags ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		if len(words) < 2 {
			return fmt.Errorf("cannot measure %q: want a kind and a target", words)
		}
		out, failed := w.client(ctx, slices.Concat([]string{"measure", "-n", "3"}, flags, words))
		var c counts
		if err := json.Unmarshal([]byte(out), &c); err != nil || c.Attempts == 0 {
			return errors.Join(errors.New("cannot ask the client"), err, failed)
		}
		return holds(c)
	}
}

// client runs the application in the client's pod.
func (w *world) client(ctx context.Context, args []string) (string, error) {
	pods, err := w.cluster.Pods(ctx, "shop", "app=client")
	if err != nil || len(pods) == 0 {
		return "", errors.Join(errors.New("cannot find the client"), err)
	}
	return w.cluster.Kubectl(ctx, slices.Concat([]string{"-n", "shop", "exec", pods[0].Name, "--", "/app"}, args)...)
}
