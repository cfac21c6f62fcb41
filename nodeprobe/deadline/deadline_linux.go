package deadline

import (
	"context"
	"time"

	"github.com/mdlayher/netlink"
)

// buffer is the largest message that a dump is packed into
// (net/netlink/af_netlink.c, v6.12); a smaller one would cost more calls.
const buffer = 32 << 10

// Dial opens a socket of a netlink family that a context, and [Longest], put an
// end to. The function that it returns closes the socket.
func Dial(ctx context.Context, family int) (*netlink.Conn, func(), error) {
	if cause := context.Cause(ctx); cause != nil {
		return nil, nil, cause
	}
	conn, err := netlink.Dial(family, &netlink.Config{MessageBufferSize: buffer})
	if err != nil {
		return nil, nil, err
	}
	end := time.Now().Add(Longest)
	if wanted, ok := ctx.Deadline(); ok && wanted.Before(end) {
		end = wanted
	}
	if err := conn.SetDeadline(end); err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	// A context may also be cancelled before its deadline.
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return conn, func() { stop(); _ = conn.Close() }, nil
}

// Reason prefers the context's reason to "i/o timeout".
func Reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
