package main

import (
	"context"
	"errors"
	"net"
	"strings"
	"syscall"
)

// The classes of failure. All of them are always printed, so that a reader need
// not tell an absent class from a misspelt one.
const (
	timedOut    = "timeout"
	refused     = "refused"
	noRoute     = "no-route"
	reset       = "reset"
	nxdomain    = "nxdomain"
	servfail    = "servfail"
	unavailable = "http-503"
	other       = "other"
)

type counts struct {
	Attempts   int            `json:"attempts"`
	OK         int            `json:"ok"`
	Failures   map[string]int `json:"failures"`
	FirstError string         `json:"firstError"`
}

func newCounts() counts {
	return counts{Failures: map[string]int{timedOut: 0, refused: 0, noRoute: 0, reset: 0, nxdomain: 0, servfail: 0, unavailable: 0, other: 0}}
}

func (c *counts) add(err error) {
	c.Attempts++
	if err == nil {
		c.OK++
		return
	}
	c.Failures[class(err)]++
	if c.FirstError == "" {
		c.FirstError = err.Error()
	}
}

func class(err error) string {
	var lookup *net.DNSError
	if errors.As(err, &lookup) {
		return lookupClass(lookup)
	}
	var status httpStatus
	var network net.Error
	switch {
	case errors.As(err, &status) && status == 503:
		return unavailable
	case errors.Is(err, syscall.ECONNREFUSED):
		return refused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return noRoute
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return reset
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return timedOut
	}
	return other
}

func lookupClass(err *net.DNSError) string {
	switch {
	case err.IsNotFound:
		return nxdomain
	case err.IsTimeout:
		return timedOut
	// Other strange rcodes read the same, but are not temporary.
	case err.Err == "server misbehaving" && err.IsTemporary:
		return servfail
	}
	// The resolver keeps only the text of what failed on the way to the server.
	for _, on := range []struct {
		errno syscall.Errno
		class string
	}{{syscall.ECONNREFUSED, refused}, {syscall.EHOSTUNREACH, noRoute}, {syscall.ENETUNREACH, noRoute}, {syscall.ECONNRESET, reset}} {
		if strings.HasSuffix(err.Err, on.errno.Error()) {
			return on.class
		}
	}
	return other
}
