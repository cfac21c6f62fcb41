package peer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Server is an MCP server of an npm package, for which an agent calls tools.
type Server struct {
	Called      string
	Package     string   // also the name of its command
	Arguments   []string // of the command
	Environment []string // what is set beside the cluster
	Runs        bool     // it runs kubectl
	Tools       Tools
}

// Request is what package peer/session is told to do.
type Request struct {
	Package     string
	Argv        []string // the server's command
	Environment []string // all of its environment
	Ask         Ask
	Output      string // the file for what the reads return
}

// Name is that of its package, with what is not default.
func (s Server) Name() string { return s.Called }

// Run starts the server, asks, and ends it.
func (s Server) Run(ctx context.Context, kubeconfig string, ask Ask) (r Result, err error) {
	r.Peer = s.Called
	version, err := s.version(ctx)
	if err != nil {
		return r, err
	}
	home, err := newSpace(kubeconfig, s.Tools.Kubectl)
	if err != nil {
		return r, err
	}
	defer home.leave()
	request := Request{
		Package: s.Package, Ask: ask, Output: filepath.Join(home.folder, "output"),
		Argv:        append([]string{s.Tools.command(s.Package)}, s.Arguments...),
		Environment: append(home.environment, s.Environment...),
	}
	if r, err = s.session(ctx, request); err != nil {
		return r, err
	}
	r.Peer, r.Version = s.Called, version
	r.Output, err = os.ReadFile(request.Output)
	if err != nil {
		return r, fmt.Errorf("cannot read what %s answered: %w", s.Called, err)
	}
	return r, nil
}

// session has the program that is a client of the protocol ask.
func (s Server) session(ctx context.Context, request Request) (r Result, err error) {
	said, err := json.Marshal(request)
	if err != nil {
		return r, fmt.Errorf("cannot ask %s: %w", s.Called, err)
	}
	var out, told bytes.Buffer
	cmd := exec.CommandContext(ctx, s.Tools.Session)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(said), &out, &told
	// It is given the time to end the server.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 3 * ends
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("cannot ask %s: %w: %s", s.Called, errors.Join(err, ctx.Err()), short(string(bytes.TrimSpace(told.Bytes()))))
	}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		return r, fmt.Errorf("cannot understand the session with %s: %w", s.Called, err)
	}
	return r, nil
}

// version is that of the package as it is installed, and of what runs it.
func (s Server) version(ctx context.Context) (string, error) {
	text, err := os.ReadFile(filepath.Join(s.Tools.Modules, s.Package, "package.json"))
	if err != nil {
		return "", fmt.Errorf("cannot find %s: %w: run \"make peers\"", s.Package, err)
	}
	var p struct{ Version string }
	if err := json.Unmarshal(text, &p); err != nil {
		return "", fmt.Errorf("cannot tell the version of %s: %w", s.Package, err)
	}
	node, _, err := execute(ctx, os.Environ(), []string{"node", "--version"})
	if err != nil {
		return "", err
	}
	version := fmt.Sprintf("%s, node %s", p.Version, bytes.TrimSpace(node))
	if !s.Runs {
		return version, nil
	}
	kubectl, err := Kubectl{Path: s.Tools.Kubectl}.version(ctx)
	return version + ", kubectl " + kubectl, err
}
