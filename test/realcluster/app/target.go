package main

import (
	"net"
	"net/url"
	"strings"
)

// check tells what is wrong with a target before anything is attempted.
func check(kind, target string) error {
	switch kind {
	case "http":
		u, err := url.Parse(target)
		if err != nil || u.Scheme != "http" || u.Hostname() == "" {
			return misused("%q is no http:// URL", target)
		}
	case "tcp", "udp":
		if host, port, err := net.SplitHostPort(target); err != nil || host == "" || port == "" {
			return misused("%q is not HOST:PORT", target)
		}
	case "dns":
		if target == "" || strings.ContainsAny(target, ":/ ") {
			return misused("%q is no name", target)
		}
	default:
		return misused("unknown kind %q: want http, tcp, udp or dns", kind)
	}
	return nil
}

// parseTarget takes http://HOST for http:http://HOST too.
func parseTarget(text string) (*target, error) {
	kind, name, _ := strings.Cut(text, ":")
	if strings.HasPrefix(text, "http://") {
		name = text
	}
	return &target{Kind: kind, Target: name, counts: newCounts()}, check(kind, name)
}
