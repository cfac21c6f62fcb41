package tool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/netwhy/netwhy/checks/evidence"
)

// Caller is on whose behalf a tool is called.
type Caller struct {
	Name   string // who, for the audit
	Face   string // cli, mcp or web
	Rights Rights // what they may read; nil is nothing
}

// Group is the API group of what Netwhy reads and the API server does not hold:
// nobody serves it, and RBAC rules may name it all the same.
const Group = "netwhy.io"

// Access is one permission that a tool needs, as an RBAC rule says it.
type Access struct {
	Verb      string `json:"verb"`
	Group     string `json:"group,omitempty"`
	Resource  string `json:"resource"`
	Namespace string `json:"namespace,omitempty"` // "" is the whole cluster
}

// String is the permission as a sentence says it.
func (a Access) String() string {
	text := fmt.Sprintf("%s %s", a.Verb, a.Resource)
	if a.Group != "" {
		text += "." + a.Group
	}
	if a.Namespace != "" {
		return text + " in namespace " + a.Namespace
	}
	return text + " in all namespaces"
}

// Rights say whether a caller may read something: no error is yes. The error of
// a no is a [Failure].
type Rights interface {
	May(ctx context.Context, a Access) error
}

// Own are the rights of whoever runs this program: what is read goes out with
// their own credentials, and the cluster itself says no.
var Own Rights = own{}

type own struct{}

func (own) May(context.Context, Access) error { return nil }

// Calling is the call that a handler works for.
type Calling struct {
	Caller Caller
	audit  func(Event)
	rests  Rests
}

type callingKey struct{}

// CallOf is the call that a handler's context belongs to. Outside of a call it
// is one of nobody, who may read nothing.
func CallOf(ctx context.Context) *Calling {
	if c, ok := ctx.Value(callingKey{}).(*Calling); ok {
		return c
	}
	return &Calling{}
}

// May says whether the caller may read something more than the call declares.
// What they may is what the reading rests on.
func (c *Calling) May(ctx context.Context, a Access) error {
	if c.Caller.Rights == nil {
		return &Failure{Reason: evidence.Forbidden, Needs: a.String(), Err: errors.New("the caller has no rights")}
	}
	if err := c.Caller.Rights.May(ctx, a); err != nil {
		return err
	}
	c.rests.Add(a)
	return nil
}

// Rests are what a caller was allowed to read, each once. Several goroutines may
// add to it.
type Rests struct {
	mu   sync.Mutex
	list []Access
}

// Add adds what is not there.
func (r *Rests) Add(list ...Access) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range list {
		if !slices.Contains(r.list, a) {
			r.list = append(r.list, a)
		}
	}
}

// List is what was added, never nil.
func (r *Rests) List() []Access {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Access{}, r.list...)
}
