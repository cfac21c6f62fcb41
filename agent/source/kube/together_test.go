package kube

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"golang.org/x/time/rate"
)

// crowd may read once a second.
func crowd() *together {
	return &together{limit: rate.NewLimiter(1, 1), next: map[any]*turn{}, taking: map[any]*turn{}}
}

func TestWhoAsksTheSameReadsTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, reads := crowd(), atomic.Int32{}
		read := func(ctx context.Context) (tool.Reading, error) {
			n := reads.Add(1)
			time.Sleep(time.Minute) // of the bubble
			return tool.Reading{Items: []json.RawMessage{json.RawMessage([]byte{'0' + byte(n)})}}, ctx.Err()
		}
		var all sync.WaitGroup
		ask := func(ctx context.Context, asked GetArgs, want string) {
			all.Go(func() {
				got, err := g.read(ctx, asked, read)
				switch {
				case want == "" && !errors.Is(err, context.Canceled):
					t.Errorf("who gave up gets %s, %v", got.Items, err)
				case want != "" && (err != nil || len(got.Items) != 1 || string(got.Items[0]) != want):
					t.Errorf("got %s, %v, want %s", got.Items, err, want)
				}
			})
			synctest.Wait()
		}
		pods, nodes := GetArgs{Resource: "pods"}, GetArgs{Resource: "nodes"}
		leaving, leave := context.WithCancel(t.Context())
		ask(t.Context(), pods, "1") // is being read
		ask(leaving, pods, "")      // came too late for it, and waits
		ask(t.Context(), pods, "2") // waits for the same
		ask(t.Context(), pods, "2")
		ask(t.Context(), nodes, "3")
		leave() // without taking it from the others
		all.Wait()
		if n := reads.Load(); n != 3 {
			t.Errorf("it was read %d times, want 3", n)
		}
		if len(g.next) > 0 {
			t.Errorf("left are %v", g.next)
		}
	})
}

func TestWhoTakesWhatIsBeingReadDoesNotReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, reads, began := crowd(), atomic.Int32{}, time.Now()
		var all sync.WaitGroup
		ask := func(ctx context.Context, want time.Time) {
			all.Go(func() {
				got, err := g.read(ctx, GetArgs{}, func(context.Context) (tool.Reading, error) {
					reads.Add(1)
					time.Sleep(time.Minute) // of the bubble
					return tool.Reading{}, nil
				})
				if err != nil || !got.At.Equal(want) {
					t.Errorf("got what was read at %s, %v, want %s", got.At, err, want)
				}
			})
			synctest.Wait()
		}
		ask(t.Context(), time.Time{})
		ask(tool.TakeSince(t.Context(), began), began)
		time.Sleep(time.Second)
		ask(tool.TakeSince(t.Context(), time.Now()), time.Time{}) // which began too early for it
		all.Wait()
		if n := reads.Load(); n != 2 || len(g.taking) > 0 {
			t.Errorf("it was read %d times, want 2; left are %v", n, g.taking)
		}
	})
}

func TestWhatNobodyWaitsForIsNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := crowd()
		g.limit.Allow()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := g.read(ctx, GetArgs{}, func(context.Context) (tool.Reading, error) {
			t.Error("it is read")
			return tool.Reading{}, nil
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		synctest.Wait()
		if len(g.next) > 0 {
			t.Errorf("left are %v", g.next)
		}
		_, err = g.read(t.Context(), GetArgs{}, func(context.Context) (tool.Reading, error) { panic("a defect") })
		if failure := new(tool.Failure); !errors.As(err, &failure) {
			t.Errorf("a panic gives %v", err)
		}
	})
}
