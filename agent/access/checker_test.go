package access

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

func reason(err error) evidence.Reason {
	var f *tool.Failure
	if errors.As(err, &f) {
		return f.Reason
	}
	return ""
}

var list = tool.Access{Verb: "list", Resource: "pods", Namespace: "shop"}

func TestAnswersAreRememberedBriefly(t *testing.T) {
	clock, asked, may := time.Unix(0, 0), 0, true
	var broken error
	c := New(func(context.Context, User, tool.Access) (bool, error) { asked++; return may, broken }, func() time.Time { return clock })
	ann := c.Of(User{Name: "ann"})
	for step, s := range []struct {
		wait   time.Duration
		may    bool
		broken error
		want   evidence.Reason
		asked  int
	}{
		{0, true, nil, "", 1},
		{Memory - 1, false, nil, "", 1},
		{1, false, nil, evidence.Forbidden, 2},
		{Memory - 1, true, nil, evidence.Forbidden, 2},
		{1, true, errors.New("down"), evidence.Unreachable, 3}, // which is not remembered
		{0, true, nil, "", 4},
	} {
		clock, may, broken = clock.Add(s.wait), s.may, s.broken
		if err := ann.May(t.Context(), list); reason(err) != s.want || (err == nil) != (s.want == "") || asked != s.asked {
			t.Errorf("step %d: got %v after %d questions", step, err, asked)
		}
	}
}

func TestAnAnswerIsOfOneUserAndOneAccess(t *testing.T) {
	c := New(func(_ context.Context, u User, a tool.Access) (bool, error) {
		return u.Name == "ann" && len(u.Groups) == 1 && a == list, nil
	}, time.Now)
	ann := User{Name: "ann", Groups: []string{"ops"}}
	for range 2 { // the second is remembered
		if err := c.Of(ann).May(t.Context(), list); err != nil {
			t.Error(err)
		}
		for _, other := range []User{{Name: "ann"}, {Name: "bob", Groups: []string{"ops"}}, {Name: "ann", Groups: []string{"o", "ps"}}} {
			if err := c.Of(other).May(t.Context(), list); reason(err) != evidence.Forbidden {
				t.Errorf("%v: got %v", other, err)
			}
		}
		for _, other := range []tool.Access{{Verb: "list", Resource: "pods"}, {Verb: "get", Resource: "pods", Namespace: "shop"}, {Verb: "list", Resource: "pods", Namespace: "shop "}} {
			if err := c.Of(ann).May(t.Context(), other); reason(err) != evidence.Forbidden {
				t.Errorf("%v: got %v", other, err)
			}
		}
	}
	if r := c.Of(User{}); r != nil {
		t.Errorf("nobody has %v", r)
	}
}

func TestManyAskOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		c := New(func(context.Context, User, tool.Access) (bool, error) {
			asked++
			time.Sleep(time.Second) // of the test's own clock
			return true, nil
		}, time.Now)
		r := c.Of(User{Name: "ann"})
		gone, leave := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if err := r.May(gone, list); err == nil {
				t.Error("who has left is answered")
			}
		})
		synctest.Wait()
		for range 10 {
			group.Go(func() {
				if err := r.May(t.Context(), list); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		leave()
		group.Wait()
		if asked != 1 {
			t.Errorf("asked %d times", asked)
		}
	})
}

func TestAReportIsSeenByWhoMayReadAllOfIt(t *testing.T) {
	c := New(func(_ context.Context, _ User, a tool.Access) (bool, error) { return a.Namespace != "secret", nil }, time.Now)
	ann := c.Of(User{Name: "ann"})
	secret := list
	secret.Namespace = "secret"
	for _, s := range []struct {
		rights tool.Rights
		list   []tool.Access
		want   evidence.Reason
	}{
		{ann, nil, ""}, {ann, []tool.Access{list}, ""}, {ann, []tool.Access{list, secret}, evidence.Forbidden},
		{nil, nil, evidence.Forbidden}, {tool.Own, []tool.Access{list, secret}, ""},
	} {
		if err := All(t.Context(), s.rights, s.list); reason(err) != s.want || (err == nil) != (s.want == "") {
			t.Errorf("%v: got %v", s.list, err)
		}
	}
}
