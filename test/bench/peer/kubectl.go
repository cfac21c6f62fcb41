package peer

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
)

// Kubectl is the command kubectl at a path, used as a person would.
type Kubectl struct{ Path string }

// Name is "kubectl".
func (Kubectl) Name() string { return "kubectl" }

// Run reads by one command after another.
func (k Kubectl) Run(ctx context.Context, kubeconfig string, ask Ask) (r Result, err error) {
	r.Peer = k.Name()
	if r.Version, err = k.version(ctx); err != nil {
		return r, err
	}
	s, err := newSpace(kubeconfig, k.Path)
	if err != nil {
		return r, err
	}
	defer s.leave()
	for _, read := range Reads(ask) {
		args := typed(read)
		r.take(ctx, s.environment, "kubectl "+strings.Join(args, " "), append([]string{k.Path}, args...))
	}
	return r, ctx.Err()
}

// typed is what a person types for a read.
func typed(r Read) []string {
	args := []string{"get", r.Resource}
	if r.Name != "" {
		args = append(args, r.Name)
	}
	switch {
	case r.Global:
	case r.Namespace == "":
		args = append(args, "--all-namespaces")
	default:
		args = append(args, "--namespace", r.Namespace)
	}
	if r.Fields != "" {
		args = append(args, "--field-selector", r.Fields)
	}
	switch {
	case r.Whole:
		return append(args, "-o", "yaml")
	case r.Kind == "Pod": // a selector is held against labels
		return append(args, "-o", "wide", "--show-labels")
	}
	return append(args, "-o", "wide")
}

// version is that of kubectl itself.
func (k Kubectl) version(ctx context.Context) (string, error) {
	s, err := newSpace("", k.Path)
	if err != nil {
		return "", err
	}
	defer s.leave()
	out, _, err := execute(ctx, s.environment, []string{k.Path, "version", "--client", "-o", "json"})
	if err != nil {
		return "", err
	}
	var v struct {
		ClientVersion struct{ GitVersion string }
	}
	if err := json.Unmarshal(out, &v); err != nil || v.ClientVersion.GitVersion == "" {
		return "", fmt.Errorf("cannot tell the version of %s from %.100q: %w", filepath.Base(k.Path), out, err)
	}
	return v.ClientVersion.GitVersion, nil
}
