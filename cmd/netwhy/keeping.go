package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/netwhy/netwhy/agent/store"
	"github.com/spf13/pflag"
)

// keeping is what the flags say of conversations that are kept.
type keeping struct {
	address string
	limits  store.Limits
}

func (k *keeping) bind(set *pflag.FlagSet) {
	k.limits = store.Defaults
	set.StringVar(&k.address, "store", "", "keep conversations in this SQLite file, or in the PostgreSQL database of a postgres:// address (default netwhy/serve.db in $XDG_STATE_HOME)")
	set.Var((*age)(&k.limits.KeepConversation), "keep-conversations", "remove a conversation so long after its last question")
	set.Var((*age)(&k.limits.KeepBundle), "keep-evidence", "remove evidence after this time; its report stays")
	set.Var((*age)(&k.limits.KeepAudit), "keep-audit", "remove entries of the audit log after this time")
	set.Var((*count)(&k.limits.Conversations), "most-conversations", "conversations of one user; the oldest makes room")
	set.Var((*count)(&k.limits.Turns), "most-questions", "questions of one conversation")
	set.Var((*size)(&k.limits.Report), "most-report", "size of a report with its pictures")
	set.Var((*size)(&k.limits.Bundle), "most-evidence", "size of the evidence of one question")
	set.Var((*size)(&k.limits.Bundles), "most-evidence-total", "size of all evidence; the oldest makes room")
}

// ofKeeping reports whether a flag is one of these.
func ofKeeping(flag string) bool {
	return flag == "store" || strings.HasPrefix(flag, "keep-") || strings.HasPrefix(flag, "most-")
}

// open opens what the flags choose. A demo is kept in memory.
func (k *keeping) open(ctx context.Context, demo bool, log *slog.Logger) (store.Store, error) {
	address := k.address
	switch {
	case demo && address != "":
		return nil, errors.New("cannot keep a demo, which ends with its process: leave out --store")
	case demo:
		address = store.Memory
	case address == store.Memory:
		return nil, errors.New("cannot keep conversations in memory but of a demo: want a file for --store")
	case address == "":
		var err error
		if address, err = usual(); err != nil {
			return nil, err
		}
	}
	return store.Open(ctx, address, store.Options{Limits: k.limits, Log: log})
}

// usual is the file of a user who names none.
func usual() (string, error) {
	folder := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(folder) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("cannot find a folder for conversations, name a file with --store: %w", err)
		}
		folder = filepath.Join(home, ".local", "state")
	}
	folder = filepath.Join(folder, "netwhy")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("cannot make a folder for conversations, name a file with --store: %w", err)
	}
	return filepath.Join(folder, "serve.db"), nil
}
