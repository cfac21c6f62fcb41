package drill

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/netwhy/netwhy/checks"
	"golang.org/x/sys/unix"
)

// windows are how many readings in a row must accuse nobody.
const windows = 20

// TestNothingIsWrong has everybody talk to everybody, as on a node that works,
// with what also happens there: a port that is closed, a frame that nobody
// knows, a lone packet of a connection that is long over.
func TestNothingIsWrong(t *testing.T) {
	t.Parallel()
	n := start(t, false)
	n.talk()
	for range windows {
		s := n.fresh()
		for _, c := range []count{
			{"netns host", "Tcp.PassiveOpens", 10, 1 << 20}, {"netns host", "Ip.ForwDatagrams", 100, 1 << 20},
			{"netns app", "Tcp.ActiveOpens", 10, 1 << 20}, {"netns app", "Udp.InDatagrams", 10, 1 << 20},
			{"netns app", "Udp.NoPorts", 1, 100}, {"netns app", "Icmp.InEchos", 10, 1 << 20},
			{"device eth0", "rx_packets", 100, 1 << 20}, {"device eth0", "rx_dropped", 1, 1 << 20},
		} {
			c.hold(t, &s)
		}
		for _, f := range s.judge(t) {
			if f.Verdict == checks.Fail && machineWide[f.Check] == "" {
				t.Errorf("%s accuses %s: %s", f.Check, f.Subject, f.Says)
			}
		}
		if t.Failed() {
			s.log(t)
			return
		}
	}
}

// talk starts conversations that go on until the test ends.
func (n *node) talk() {
	for server, at := range map[*space]string{n.host: hostIP, n.app: appIP, n.outside: outsideIP} {
		server.serves(at, echo)
		server.answers(at + ":53")
	}
	bulk := n.app.dial("tcp4", outsideIP+":80")
	go func() { _, _ = io.Copy(io.Discard, bulk) }() // until the test closes it
	payload := make([]byte, 16<<10)
	n.often(func() { _, _ = bulk.Write(payload) })
	for _, pair := range []struct {
		client *space
		to     string
	}{{n.app, outsideIP}, {n.app, hostIP}, {n.outside, appIP}, {n.outside, hostIP}, {n.host, appIP}, {n.host, outsideIP}} {
		n.often(func() { _ = pair.client.in(func() error { return request(pair.to + ":80") }) })
		query := pair.client.dial("udp4", pair.to+":53")
		answer := make([]byte, 512)
		n.often(func() {
			_, _ = query.Write([]byte("who is it"))
			_ = query.SetReadDeadline(time.Now().Add(patience))
			_, _ = query.Read(answer)
		})
	}
	closed, raw, frames := n.outside.sends(appIP+":9"), n.outside.socket(unix.SOCK_RAW, unix.IPPROTO_RAW), n.outside.frames()
	n.every(500*time.Millisecond, func() { _ = unix.Send(closed, []byte("x"), 0) })
	n.often(func() {
		_ = sendRaw(raw, ping(outsideIP, appIP), segment(outsideIP, appIP, 40000, 80, ack, 0))
		_ = frames(1)
	})
}

// often does something about 50 times a second until the test ends.
func (n *node) often(do func()) { n.every(20*time.Millisecond, do) }

func (n *node) every(pace time.Duration, do func()) {
	done := make(chan struct{})
	n.t.Cleanup(func() { <-done }) // before its sockets are closed
	go func() {
		defer close(done)
		tick := time.NewTicker(pace)
		defer tick.Stop()
		for {
			select {
			case <-n.t.Context().Done():
				return
			case <-tick.C:
				do()
			}
		}
	}()
}

// request makes a connection, asks and is answered.
func request(to string) error {
	conn, err := net.DialTimeout("tcp4", to, patience)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write(make([]byte, 2000)); err != nil {
		return err
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, conn)
	return err
}

// echo sends back what it gets.
func echo(conn net.Conn) {
	_, _ = io.Copy(conn, conn) // its end is all that matters
	_ = conn.Close()
}
