package checktest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// options are the words "name=value" and "name value" behind the first n.
func options(fields []string, n int) map[string]string {
	found := map[string]string{}
	for i := n; i < len(fields); i++ {
		name, value, is := strings.Cut(fields[i], "=")
		if !is && i+1 < len(fields) && (name == "via" || name == "dev" || name == "metric") {
			i++
			value = fields[i]
		}
		found[name] = value
	}
	return found
}

// listener reads "NETNS tcp 0.0.0.0:80 queue=0 limit=128 drops=0".
func (r *reading) listener(fields []string) error {
	if len(fields) < 3 {
		return fmt.Errorf("want a namespace, a protocol and an address")
	}
	address, err := netip.ParseAddrPort(fields[2])
	if err != nil {
		return err
	}
	l := sample.Listener{Namespace: fields[0], Protocol: fields[1], Address: address.Addr().String(), Port: address.Port()}
	for name, into := range map[string]*uint32{"queue": &l.Queue, "limit": &l.Limit, "drops": &l.Drops} {
		if text, given := options(fields, 3)[name]; given {
			n, err := strconv.ParseUint(text, 10, 32)
			if err != nil {
				return err
			}
			*into = uint32(n)
		}
	}
	r.now.Listens = append(r.now.Listens, l)
	return nil
}

// route reads "NETNS 0.0.0.0/0 via 10.0.0.1 dev eth0 metric 100", or "… rejects".
func (r *reading) route(fields []string) error {
	if len(fields) < 3 {
		return fmt.Errorf("want a namespace, a prefix and a way")
	}
	o := options(fields, 2)
	route := sample.Route{Namespace: fields[0], Destination: fields[1], Gateway: o["via"], Device: o["dev"]}
	_, route.Rejects = o["rejects"]
	if text, given := o["metric"]; given {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return err
		}
		route.Metric = uint32(n)
	}
	r.now.Routes = append(r.now.Routes, route)
	return nil
}

// ports reads "NETNS 10.0.0.7:80 40000-40003", or "NETNS" for no run.
func (r *reading) ports(fields []string) error {
	if len(fields) != 1 && len(fields) != 3 {
		return fmt.Errorf("want a namespace, and of a run its peer and ports")
	}
	own := r.portsOf(fields[0])
	if len(fields) == 3 {
		run := sample.PortRun{Peer: fields[1]}
		if _, err := fmt.Sscanf(fields[2], "%d-%d", &run.First, &run.Last); err != nil {
			return fmt.Errorf("cannot read the ports %q: %w", fields[2], err)
		}
		own.Runs = append(own.Runs, run)
	}
	return nil
}

// portsOf is the entry of a namespace, made where there is none yet.
func (r *reading) portsOf(name string) *sample.LocalPorts {
	for i := range r.now.Ports {
		if r.now.Ports[i].Namespace == name {
			return &r.now.Ports[i]
		}
	}
	r.now.Ports = append(r.now.Ports, sample.LocalPorts{Namespace: name})
	return &r.now.Ports[len(r.now.Ports)-1]
}

// call reads "NETNS 10.0.0.7:80 open=2 opening=1 resent=3".
func (r *reading) call(fields []string) error {
	if len(fields) < 3 {
		return fmt.Errorf("want a namespace, a peer and how the connections are")
	}
	own, calls := r.portsOf(fields[0]), sample.Calls{Peer: fields[1]}
	for _, field := range fields[2:] {
		name, text, _ := strings.Cut(field, "=")
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return fmt.Errorf("cannot read %q: %w", field, err)
		}
		switch name {
		case "open":
			calls.Open = int(n)
		case "opening":
			calls.Opening = int(n)
		case "resent":
			calls.Resent = n
		default:
			return fmt.Errorf("connections are open, opening or resent, not %q", name)
		}
	}
	own.Calls = append(own.Calls, calls)
	return nil
}

// neighbour reads "10.0.0.5 dev eth0 FAILED", or "… PERMANENT mac=02:…".
func (r *reading) neighbour(fields []string) error {
	if len(fields) < 4 {
		return fmt.Errorf("want an address, dev, a device and a state")
	}
	r.now.Neighbours = append(r.now.Neighbours, sample.NeighbourEntry{
		Address: fields[0], Device: fields[2], State: fields[3], MAC: options(fields, 4)["mac"],
	})
	return nil
}
