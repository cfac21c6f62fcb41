package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

type server struct {
	http, tcp, udp *[]string
	unready        bool
	stallAccept    int // backlog; negative: accept
	stallRead      int // bytes; zero: read
	exitAfter      time.Duration

	out    io.Writer
	open   []io.Closer
	failed chan error
}

func serve(ctx context.Context, in invocation) error {
	s := server{
		http:   in.repeated("http", "serve HTTP on this `address` (repeatable): / /ready /bytes?n=N"),
		tcp:    in.repeated("tcp", "echo TCP on this `address` (repeatable)"),
		udp:    in.repeated("udp", "echo UDP on this `address` (repeatable)"),
		out:    in.out,
		failed: make(chan error, 1),
	}
	in.flags.BoolVar(&s.unready, "unready", false, "answer 503 on /ready")
	in.flags.IntVar(&s.stallAccept, "stall-accept", -1, "listen on -tcp with this `backlog` and never accept")
	in.flags.IntVar(&s.stallRead, "stall-read", 0, "give -udp a receive buffer of this many `bytes` and never read")
	in.flags.DurationVar(&s.exitAfter, "exit-after", 0, "exit with code 1 after this `time`")
	operands, err := in.operands()
	switch {
	case err != nil:
		return err
	case len(operands) > 0:
		return misused("unexpected %q", operands)
	case len(*s.http)+len(*s.tcp)+len(*s.udp) == 0 && s.exitAfter == 0:
		return misused("nothing to serve: give -http, -tcp or -udp")
	case s.stallAccept >= 0 && len(*s.tcp) == 0:
		return misused("-stall-accept needs -tcp")
	case s.stallRead < 0 || s.stallRead > 0 && len(*s.udp) == 0:
		return misused("-stall-read needs -udp and a positive size")
	case s.exitAfter < 0:
		return misused("-exit-after must not be negative")
	}
	defer s.close()
	if err := s.listen(); err != nil {
		return err
	}
	var exit <-chan time.Time
	if s.exitAfter > 0 {
		exit = time.After(s.exitAfter)
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.failed:
		return err
	case <-exit:
		return fmt.Errorf("exiting after %v, as told", s.exitAfter)
	}
}

func (s *server) listen() error {
	for _, each := range []struct {
		addresses []string
		listen    func(string) (net.Addr, error)
		what      string
	}{{*s.http, s.listenHTTP, "http"}, {*s.tcp, s.listenTCP, "tcp"}, {*s.udp, s.listenUDP, "udp"}} {
		for _, address := range each.addresses {
			bound, err := each.listen(address)
			if err != nil {
				return fmt.Errorf("cannot serve %s on %s: %w", each.what, address, err)
			}
			fmt.Fprintf(s.out, "listening %s %s\n", each.what, bound)
		}
	}
	return nil
}

// serving reports the end of a listener, unless it was closed on purpose.
func (s *server) serving(what string, err error) {
	if errors.Is(err, net.ErrClosed) {
		return
	}
	select {
	case s.failed <- fmt.Errorf("cannot go on serving %s: %w", what, err):
	default: // the first failure ends the program
	}
}

func (s *server) close() {
	for _, c := range s.open {
		_ = c.Close()
	}
}
