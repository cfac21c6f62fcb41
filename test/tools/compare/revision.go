package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// git runs git in a folder and returns what it prints.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = errors.New(strings.TrimSpace(string(exit.Stderr)))
		}
		return "", fmt.Errorf("cannot run git %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}

// revision is the commit to compare with, and what to call it.
func revision(ctx context.Context, root, asked string) (commit, name string, err error) {
	if asked == "" {
		// HEAD itself may be a release: what counts is the one before.
		if asked, err = git(ctx, root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD^"); err != nil {
			asked = "HEAD^"
		}
	}
	if commit, err = git(ctx, root, "rev-parse", "--verify", "--quiet", "--end-of-options", asked+"^{commit}"); err != nil {
		why := "it names no commit"
		if shallow, err := git(ctx, root, "rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
			why = `this clone has not all of the history: run "git fetch --tags --deepen=50", or --unshallow`
		}
		return "", "", fmt.Errorf("cannot find the revision %s: %s", asked, why)
	}
	subject, err := git(ctx, root, "log", "-1", "--format=%h %s", commit)
	if err != nil {
		return "", "", err
	}
	return commit, fmt.Sprintf("%s (%s)", asked, subject), nil
}

// unpack writes the tree of a commit into a new folder.
func unpack(ctx context.Context, root, commit, into string) error {
	if err := os.Mkdir(into, 0o755); err != nil {
		return fmt.Errorf("cannot unpack the revision: %w", err)
	}
	archive := exec.CommandContext(ctx, "git", "archive", "--format=tar", commit)
	archive.Dir = root
	tar := exec.CommandContext(ctx, "tar", "-x", "-C", into)
	var said bytes.Buffer
	archive.Stderr, tar.Stderr = &said, &said
	pipe, err := archive.StdoutPipe()
	if err != nil {
		return fmt.Errorf("cannot unpack the revision: %w", err)
	}
	tar.Stdin = pipe
	err = archive.Start()
	if err == nil {
		err = errors.Join(tar.Run(), archive.Wait())
	}
	if err != nil {
		return fmt.Errorf("cannot unpack the revision: %w: %s", err, said.String())
	}
	return nil
}
