package nodeprobe

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// turns is how many samples it takes until the UDP sockets of every namespace
// were read: for each file the kernel walks a table of the whole node's sockets,
// which for 100 pods is half of what a sample costs. Whoever asks has all read.
const turns = 4

// due says whether it is the turn of a namespace. A namespace keeps its turn, and
// the multiplication spreads them: inodes come at regular distances.
func (p *Probe) due(n kernel.Namespace) bool {
	const golden = 0x9e3779b97f4a7c15 // 2⁶⁴ divided by the golden ratio
	return p.all || p.last == nil || n.Inode*golden>>32%turns == p.taken.Load()%turns
}

// sockets tells what the UDP sockets of a namespace lost. Those that lost nothing
// are kept until the next sample, and left out of the window.
func (p *Probe) sockets(s *sample.Sample, name string, n kernel.Namespace, inUse kernel.Gauges) error {
	if !p.due(n) { // what the sample before knows, with its time
		prefix := name + " "
		s.Keep(sample.Socket, p.last, func(r *sample.Row) bool { return strings.HasPrefix(r.Name, prefix) })
		return nil
	}
	at := time.Now()
	list, err := kernel.UDPSockets(p.Root, n.PID, inUse)
	if err != nil {
		return err
	}
	if list.Truncated {
		s.Missing(sample.Socket, errors.New("a namespace has more sockets than are looked at"))
	}
	for _, socket := range list.Sockets {
		if socket.Drops == 0 && socket.Connected {
			continue
		}
		row := sample.Row{Name: fmt.Sprintf("%s %s %s", name, socket.Protocol, socket.Local), ID: socket.Inode, At: at, Facts: map[string]string{"queue": size(socket.RxQueue)}}
		keep(row.Facts)
		s.Table(sample.Socket).Add(row, sample.Narrow(map[string]uint64{"drops": uint64(socket.Drops)}))
	}
	return nil
}
