package main

import (
	"context"
	"time"
)

// crowd bounds how many connections are being opened at once.
const crowd = 256

type flooding struct {
	Kind   string `json:"kind"`
	Target string `json:"target"`
	Asked  int    `json:"asked"`
	counts
	TookMilliseconds int64 `json:"tookMilliseconds"`
}

func flood(ctx context.Context, in invocation) error {
	n := in.flags.Int("n", 1000, "`connections` or datagrams")
	size := in.flags.Int("size", 64, "udp: `bytes` in a datagram")
	timeout := in.flags.Duration("timeout", 5*time.Second, "of the whole flood")
	operands, err := in.operands()
	switch {
	case err != nil:
		return err
	case len(operands) != 2 || operands[0] != "tcp" && operands[0] != "udp":
		return misused("want tcp or udp and a target, not %q", operands)
	case *n < 1 || *timeout <= 0 || *size < 0 || *size > 65507:
		return misused("-n and -timeout must be positive, and -size at most 65507")
	}
	f := flooding{Kind: operands[0], Target: operands[1], Asked: *n, counts: newCounts()}
	if err := check(f.Kind, f.Target); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	p := probe{resolver: pure(), timeout: *timeout}
	began := time.Now()
	if f.Kind == "tcp" {
		f.connect(ctx, p)
	} else {
		f.send(ctx, p, make([]byte, *size))
	}
	f.TookMilliseconds = time.Since(began).Milliseconds()
	if err := in.print(f); err != nil {
		return err
	}
	if f.OK == 0 {
		return errCounted
	}
	return nil
}

func (f *flooding) connect(ctx context.Context, p probe) {
	held := &holder{}
	defer held.close()
	p.hold = held.add
	each(ctx, f.Asked, crowd, 0, func() (record func()) {
		err := p.attempt(ctx, f.Kind, f.Target)
		return func() { f.add(err) }
	})
}

// send uses one socket, so that the datagrams meet in one receive buffer.
func (f *flooding) send(ctx context.Context, p probe, datagram []byte) {
	conn, err := p.dial(ctx, f.Kind, f.Target)
	if err != nil {
		f.add(err)
		return
	}
	defer func() { _ = conn.Close() }()
	defer interrupt(ctx, conn)()
	for range f.Asked {
		if ctx.Err() != nil {
			return
		}
		_, err := conn.Write(datagram)
		f.add(err)
	}
}
