package nodeprobe

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// namespaces reads the network namespaces of the node and of its pods, one
// after another: the kernel adds up each counter over all processors.
func (p *Probe) namespaces(s *sample.Sample) {
	list, err := kernel.Namespaces(p.Root)
	if err != nil {
		s.Missing(sample.Namespace, err)
		return
	}
	if list.Truncated {
		s.Missing(sample.Namespace, errors.New("there are more processes than are looked at"))
	}
	for _, n := range list.Namespaces {
		name := n.PodUID
		if n.Host {
			name = sample.Host
		}
		if name == "" {
			continue // neither the node's nor a pod's
		}
		if err := p.namespace(s, name, n); err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have ended meanwhile
			s.Missing(sample.Namespace, err)
		}
	}
}

func (p *Probe) namespace(s *sample.Sample, name string, n kernel.Namespace) error {
	at, counters := time.Now(), map[string]uint64{}
	snmp, err := kernel.SNMP(p.Root, n.PID)
	if err != nil {
		return err
	}
	netstat, err := kernel.Netstat(p.Root, n.PID)
	if err != nil {
		return err
	}
	maps.Copy(counters, snmp)
	maps.Copy(counters, netstat)
	if snmp6, err := kernel.SNMP6(p.Root, n.PID); err == nil { // absent where IPv6 is off
		maps.Copy(counters, snmp6)
	}
	for _, gauge := range []string{"Tcp.CurrEstab", "Tcp.MaxConn", "Tcp.RtoMin", "Tcp.RtoMax", "Tcp.RtoAlgorithm", "Ip.Forwarding", "Ip.DefaultTTL"} {
		delete(counters, gauge) // not counters
	}
	s.Table(sample.Namespace).Add(sample.Row{Name: name, ID: n.Inode, At: at}, 64, counters)
	return p.sockets(s, name, n)
}

// sockets reads which UDP sockets of a namespace lost datagrams.
func (p *Probe) sockets(s *sample.Sample, name string, n kernel.Namespace) error {
	at := time.Now()
	list, err := kernel.UDPSockets(p.Root, n.PID)
	if err != nil {
		return err
	}
	if list.Truncated {
		s.Missing(sample.Socket, errors.New("a namespace has more sockets than are looked at"))
	}
	for _, socket := range list.Sockets {
		if socket.Drops > 0 {
			row := sample.Row{Name: name + " " + socket.Protocol + " " + socket.Local.String(), ID: socket.Inode, At: at}
			s.Table(sample.Socket).Add(row, 32, map[string]uint64{"drops": uint64(socket.Drops)})
		}
	}
	return nil
}

// listeners reads who takes connections and datagrams on the node and in the
// pods that are asked for. It is no part of a sample: for each file of TCP
// sockets the kernel walks the table of the whole node.
func (p *Probe) listeners(w *sample.Window, pods []string) {
	list, err := kernel.Namespaces(p.Root)
	for _, n := range list.Namespaces {
		name := n.PodUID
		if n.Host {
			name = sample.Host
		} else if !slices.Contains(pods, name) {
			continue
		}
		for _, read := range []func(fs.FS, int) (kernel.SocketList, error){kernel.Listeners, kernel.UDPSockets} {
			sockets, failed := read(p.Root, n.PID)
			if failed != nil && !errors.Is(failed, fs.ErrNotExist) { // it may have ended meanwhile
				err = failed
			}
			w.Listens = append(w.Listens, listening(name, sockets)...)
		}
	}
	if err != nil {
		w.Partial[sample.Socket] = err.Error()
	}
}

func listening(namespace string, list kernel.SocketList) (listens []sample.Listener) {
	for _, socket := range list.Sockets {
		if socket.Connected {
			continue
		}
		listens = append(listens, sample.Listener{
			Namespace: namespace, Protocol: socket.Protocol, Address: socket.Local.Addr().String(), Port: socket.Local.Port(),
			Queue: socket.RxQueue, Drops: socket.Drops,
		})
	}
	return listens
}
