package rings

import (
	"context"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"
)

// Sent is what the relay told its clients.
type Sent struct {
	Streams  int64 `json:"streams"`
	Messages int64 `json:"messages"`
	Bytes    int64 `json:"bytes"` // on the wire, without the framing of HTTP/2
}

// meter counts at the relay.
type meter struct{ streams, messages, bytes atomic.Int64 }

// TagRPC implements stats.Handler.
func (*meter) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

// TagConn implements stats.Handler.
func (*meter) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn implements stats.Handler.
func (*meter) HandleConn(context.Context, stats.ConnStats) {}

// HandleRPC implements stats.Handler.
func (m *meter) HandleRPC(_ context.Context, s stats.RPCStats) {
	switch s := s.(type) {
	case *stats.Begin:
		m.streams.Add(1)
	case *stats.OutPayload:
		m.messages.Add(1)
		m.bytes.Add(int64(s.WireLength))
	}
}

// watch counts the streams that nodes serve now.
func watch(open *atomic.Int64) grpc.StreamServerInterceptor {
	return func(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		open.Add(1)
		defer open.Add(-1)
		return next(service, stream)
	}
}
