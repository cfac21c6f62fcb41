package main

import (
	"context"
	"encoding/binary"
	"net"
	"strings"
	"testing"
)

// nameServer answers by the first label of the name: with an address, with the
// rcode of that name, or not at all.
func nameServer(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		query := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(query)
			if err != nil {
				return
			}
			if reply := answer(query[:n]); reply != nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	}()
	return resolverAt(conn.LocalAddr().String())
}

func resolverAt(address string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", address)
	}}
}

func answer(query []byte) []byte {
	const header = 12
	end := header
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	end += 5 // the root label, type and class
	reply := append([]byte{}, query[:end]...)
	binary.BigEndian.PutUint16(reply[10:], 0) // what was additional is cut off
	isA := binary.BigEndian.Uint16(query[end-4:]) == 1
	label := query[header+1 : header+1+int(query[header])]
	rcode, known := map[string]uint16{"here": 0, "broken": 2, "absent": 3, "forbidden": 5}[string(label)]
	if !known {
		return nil
	}
	binary.BigEndian.PutUint16(reply[2:], 0x8580|rcode) // authoritative, recursion available
	if rcode == 0 && isA {
		binary.BigEndian.PutUint16(reply[6:], 1)
		reply = append(reply, 0xc0, header, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 127, 0, 0, 1)
	}
	return reply
}

func TestMeasureDNS(t *testing.T) {
	served := nameServer(t)
	for _, c := range []struct {
		name     string
		resolver *net.Resolver
		want     string
	}{
		{"here.test.", served, ""},
		{"absent.test.", served, nxdomain},
		{"broken.test.", served, servfail},
		{"forbidden.test.", served, other},
		{"silent.test.", served, timedOut},
		{"here.test.", resolverAt(closed(t, "udp")), refused},
	} {
		m := measurement{Kind: "dns", Target: c.name, counts: newCounts()}
		m.take(t.Context(), probe{resolver: c.resolver, timeout: patience(c.want)}, 2, 1, 0)
		if ok := m.OK == 2; ok != (c.want == "") || !ok && m.Failures[c.want] != 2 {
			t.Errorf("%s, not %q: %+v", c.name, c.want, m)
		}
	}
}

// TestNamesAreLookedUp holds that a failed look-up is not blamed on the target.
func TestNamesAreLookedUp(t *testing.T) {
	served := nameServer(t)
	address := serving(t, "tcp")
	p := probe{resolver: served, timeout: patience("")}
	port := address[strings.LastIndex(address, ":"):]
	if err := p.attempt(t.Context(), "tcp", "here.test."+port); err != nil {
		t.Error(err)
	}
	if err := p.attempt(t.Context(), "tcp", "absent.test."+port); class(err) != nxdomain {
		t.Errorf("%v is %s", err, class(err))
	}
}
