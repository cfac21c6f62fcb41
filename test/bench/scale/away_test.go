package scale

import (
	"flag"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd"
)

var away = flag.Duration("away", 0, "what a request to the API server and its answer take on their way; 0: both are on one machine")

// farther is the same server at a distance: each byte arrives half the time later,
// as many as are sent. Who measures stays near it.
func (s server) farther(t testing.TB, by time.Duration) server {
	t.Helper()
	config, err := clientcmd.LoadFromFile(s.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range config.Clusters {
		at, err := url.Parse(c.Server)
		if err != nil {
			t.Fatal(err)
		}
		at.Host = forward(t, at.Host, by/2)
		c.Server = at.String()
	}
	s.Kubeconfig = filepath.Join(t.TempDir(), "config")
	if err := clientcmd.WriteToFile(*config, s.Kubeconfig); err != nil {
		t.Fatal(err)
	}
	return s
}

// forward passes connections on until the test ends, and returns where it takes them.
func forward(t testing.TB, to string, late time.Duration) string {
	t.Helper()
	return accept(t, func(near net.Conn) {
		far, err := net.Dial("tcp", to)
		if err != nil {
			_ = near.Close()
			return
		}
		go deliver(near, far, late)
		deliver(far, near, late)
	})
}

// accept takes connections until the test ends, and returns where.
func accept(t testing.TB, each func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go each(c)
		}
	}()
	return listener.Addr().String()
}

// parcel is what was read, and when it arrives.
type parcel struct {
	bytes []byte
	due   time.Time
}

// onTheWay bounds the parcels of a connection, far above what a window of TCP holds.
const onTheWay = 1 << 12

// deliver hands on what one end sends, late. Once an end closes, both are closed.
func deliver(from, to net.Conn, late time.Duration) {
	parcels := make(chan parcel, onTheWay)
	go func() {
		defer close(parcels)
		for {
			b := make([]byte, 16<<10)
			n, err := from.Read(b)
			parcels <- parcel{b[:n], time.Now().Add(late)}
			if err != nil {
				return
			}
		}
	}()
	var err error
	for p := range parcels {
		if time.Sleep(time.Until(p.due)); err == nil {
			_, err = to.Write(p.bytes)
		}
	}
	_, _ = from.Close(), to.Close()
}

func TestWhatIsFartherAnswersLater(t *testing.T) {
	at := accept(t, func(c net.Conn) {
		defer func() { _ = c.Close() }()
		var word string
		if _, err := fmt.Fscan(c, &word); err == nil {
			fmt.Fprintln(c, "to", word)
		}
	})
	const late = 20 * time.Millisecond
	c, err := net.Dial("tcp", forward(t, at, late))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	began := time.Now()
	fmt.Fprintln(c, "you")
	var answer [2]string
	if _, err := fmt.Fscan(c, &answer[0], &answer[1]); err != nil || answer != [2]string{"to", "you"} {
		t.Fatalf("got %q, %v", answer, err)
	}
	if took := time.Since(began); took < 2*late {
		t.Errorf("the answer came after %s, before it can", took)
	}
	if _, err := fmt.Fscan(c, &answer[0]); err == nil {
		t.Error("the end of the connection was not handed on")
	}
}
