package main

import (
	"context"
	"errors"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/signin"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// gate says who may ask, and what they may read.
type gate struct {
	reviewer *kube.Reviewer  // nil over files
	checker  *access.Checker // nil over files
	allowed  signin.Allowed
}

// newGate asks the cluster, also whether somebody may ask at all.
func newGate(chosen kube.Chosen) (*gate, error) {
	reviewer, err := kube.NewReviewer(chosen.Config)
	if err != nil {
		return nil, err
	}
	g := &gate{reviewer: reviewer, checker: access.New(reviewer.Access, time.Now)}
	g.allowed = g.byRBAC
	return g, nil
}

// byRBAC gives roles by what the cluster grants of the group [tool.Group].
func (g *gate) byRBAC(ctx context.Context, u access.User) (signin.Role, error) {
	for _, r := range []struct {
		role signin.Role
		may  tool.Access
	}{{signin.Admin, access.Auditing}, {signin.User, access.Using}} {
		err := g.rights(u).May(ctx, r.may)
		if err == nil {
			return r.role, nil
		}
		var failure *tool.Failure
		if !errors.As(err, &failure) || failure.Reason != evidence.Forbidden {
			return signin.Refused, err
		}
	}
	return signin.Refused, nil
}

// rights are a user's. Files were read by somebody else: who may ask may see them.
func (g *gate) rights(u access.User) tool.Rights {
	if g.checker == nil {
		return tool.Own
	}
	return g.checker.Of(u)
}

// token knows who hands over a token of the cluster: one for this program, or one
// that is good for the API server itself.
func (g *gate) token(audience string) signin.Know {
	return func(ctx context.Context, token string) (access.User, error) {
		if audience != "" {
			if user, err := g.reviewer.Token(audience)(ctx, token); err == nil {
				return user, nil
			}
		}
		return g.reviewer.OwnToken(ctx, token)
	}
}

// caller is a user with their rights, if they may ask at all.
func (g *gate) caller(ctx context.Context, u access.User) (tool.Caller, error) {
	role, err := g.allowed(ctx, u)
	switch {
	case err != nil:
		return tool.Caller{}, err
	case role != signin.User && role != signin.Admin:
		return tool.Caller{}, &tool.Failure{Reason: evidence.Forbidden, Needs: access.Using.String() + ", or a group that this server lets in"}
	}
	return tool.Caller{Name: u.Name, Rights: g.rights(u)}, nil
}
