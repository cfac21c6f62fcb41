package hubble

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cilium/cilium/api/v1/observer"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// again is how long a relay that is not available is left alone, before each
// try after the first: relays restart where the agent of a node goes away.
var again = []time.Duration{250 * time.Millisecond, time.Second}

// silence is how long a relay that did not answer is not asked again: a question
// has many readings, and each would wait as long.
const silence = 5 * time.Second

// try calls the relay, and again while it is not available.
func (s *Source) try(ctx context.Context, call func(context.Context, observer.ObserverClient) error) error {
	client, err := s.connection()
	if err != nil {
		return err
	}
	if err := s.silent(); err != nil {
		return err
	}
	err = s.persist(ctx, client, call)
	var failed *tool.Failure
	if errors.As(err, &failed) && (failed.Reason == evidence.Unreachable || failed.Reason == evidence.Timeout) {
		s.mu.Lock()
		s.failed, s.failedAt = failed, s.now()
		s.mu.Unlock()
	}
	return err
}

// silent is why the relay did not answer a moment ago, nil if it did.
func (s *Source) silent() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil && s.now().Sub(s.failedAt) < silence {
		return s.failed
	}
	return nil
}

func (s *Source) persist(ctx context.Context, client observer.ObserverClient, call func(context.Context, observer.ObserverClient) error) error {
	for n := 0; ; n++ {
		err := call(ctx, client)
		if err == nil || errors.Is(err, errMask) {
			return err
		}
		code := status.Code(err)
		if n == len(again) || code != codes.Unavailable && code != codes.Canceled || ctx.Err() != nil {
			return s.failure(ctx, err)
		}
		select {
		case <-time.After(again[n]):
		case <-ctx.Done():
			return s.failure(ctx, err)
		}
		if client, err = s.connection(); err != nil {
			return err
		}
	}
}

// failure gives an error of asking the relay its reason of the closed set.
func (s *Source) failure(ctx context.Context, err error) *tool.Failure {
	f := &tool.Failure{
		Reason: evidence.Malformed, Needs: "an answer of Hubble Relay at " + s.relay.Address,
		Err: errors.New(checks.Clean(status.Convert(err).Message(), 200)),
	}
	switch status.Code(err) {
	case codes.Unavailable:
		f.Reason = evidence.Unreachable
	case codes.DeadlineExceeded:
		f.Reason = evidence.Timeout
	case codes.Unauthenticated, codes.PermissionDenied:
		f.Reason = evidence.Forbidden
	case codes.Unimplemented, codes.InvalidArgument:
		f.Reason = evidence.Unsupported
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		f.Reason, f.Err = evidence.Timeout, fmt.Errorf("no complete answer in time: %w", f.Err)
	}
	return f
}
