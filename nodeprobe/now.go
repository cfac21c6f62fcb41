package nodeprobe

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// mostRoutes are the routes of a kind that are told of a namespace.
const mostRoutes = 32

// now reads what is of no interest but at the moment of the question: who takes
// connections and datagrams, and which way is none, on the node and in the pods
// that are asked for. It is no part of a sample: for each file of TCP sockets the
// kernel walks the table of the whole node.
func (p *Probe) now(ctx context.Context, w *sample.Window, pods []string) {
	list, err := kernel.Namespaces(p.Root)
	for _, n := range list.Namespaces {
		name := nameOfNamespace(n)
		if name != sample.Host && !slices.Contains(pods, name) {
			continue
		}
		failed := errors.Join(p.listeners(w, name, n.PID), p.routes(w, name, n.PID))
		if name != sample.Host {
			p.ports(w, name, n.PID)
		}
		switch {
		case failed == nil:
			w.Looked = append(w.Looked, name)
		case !errors.Is(failed, fs.ErrNotExist): // it may have ended meanwhile
			err = failed
		}
	}
	if err != nil {
		w.Partial[sample.Listening] = err.Error()
	}
	p.unusual(ctx, w)
}

func (p *Probe) listeners(w *sample.Window, name string, pid int) error {
	list, err := kernel.Sockets(p.Root, pid)
	if err != nil {
		return err
	}
	if list.Truncated {
		return errors.New("a namespace has more sockets than are looked at")
	}
	for _, socket := range list.Sockets {
		if !socket.Connected {
			w.Listens = append(w.Listens, sample.Listener{
				Namespace: name, Protocol: socket.Protocol, Address: socket.Local.Addr().String(), Port: socket.Local.Port(),
				Queue: socket.RxQueue, Drops: socket.Drops,
			})
		}
	}
	return nil
}

func (p *Probe) routes(w *sample.Window, name string, pid int) error {
	list, err := kernel.Routes(p.Root, pid)
	if err != nil {
		return err
	}
	for _, some := range [][]kernel.Route{list.Defaults, list.Refusals} {
		for _, r := range some[:min(len(some), mostRoutes)] {
			route := sample.Route{Namespace: name, Destination: r.Destination.String(), Device: r.Device, Metric: r.Metric, Rejects: r.Rejects}
			if r.Gateway.IsValid() {
				route.Gateway = r.Gateway.String()
			}
			w.Routes = append(w.Routes, route)
		}
	}
	return nil
}

// unusual lists the node's neighbours that did not answer or were set by hand.
func (p *Probe) unusual(ctx context.Context, w *sample.Window) {
	if p.Interfaces == nil {
		w.Partial[sample.Unusual] = "the kernel's interfaces cannot be asked"
		return
	}
	list, err := p.Interfaces.Neighbours(ctx)
	links, unlisted := p.Interfaces.Links(ctx)
	if err := errors.Join(err, unlisted); err != nil {
		w.Partial[sample.Unusual] = err.Error()
		return
	}
	if len(list) >= mostNeighbours {
		w.Partial[sample.Unusual] = "there may be more unusual neighbours than are told"
	}
	for _, n := range list {
		w.Neighbours = append(w.Neighbours, sample.NeighbourEntry{Address: n.Address, Device: nameOf(links, n.Index), State: n.State, MAC: n.MAC})
	}
}
