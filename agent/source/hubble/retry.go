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

// try calls the relay, and again while it is not available.
func (s *Source) try(ctx context.Context, call func(context.Context, observer.ObserverClient) error) error {
	for n := 0; ; n++ {
		client, err := s.connection()
		if err != nil {
			return err
		}
		err = call(ctx, client)
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
