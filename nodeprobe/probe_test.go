package nodeprobe

import (
	"compress/gzip"
	"encoding/json"
	"net"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// here is this machine, whatever it is.
func here(t testing.TB) *Probe {
	t.Helper()
	if _, err := os.Stat("/proc/net/softnet_stat"); err != nil {
		t.Skip("this machine has no Linux /proc")
	}
	p := New("here", os.DirFS("/"))
	var err error
	if p.Interfaces, err = NewInterfaces(); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWindowOfThisMachine(t *testing.T) {
	p := here(t)
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	refused, err := net.Dial("udp4", "127.0.0.1:9") // nobody is there
	if err != nil {
		t.Fatal(err)
	}
	p.ring.Add(time.Now(), p.take(t.Context(), false, 0))
	for range 50 {
		_, _ = refused.Write([]byte("x")) // an error tells of the datagram before
	}
	w, err := p.Window(t.Context(), 0, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	host := w.Scope(sample.Namespace, sample.Host)
	if host == nil {
		t.Fatalf("the node's namespace is missing: %v", w.Partial)
	}
	// Every second write only tells of the datagram before.
	if moved, ok := w.Delta(host, "Udp.NoPorts"); !ok || moved < 25 {
		t.Errorf("Udp.NoPorts moved by %d, %t", moved, ok)
	}
	if len(w.Of(sample.CPU)) == 0 || len(w.Of(sample.Device)) == 0 || w.Boot == "" || w.Kernel == "" || len(w.Sysctls) == 0 {
		t.Errorf("the window lacks what every Linux has: %+v", w.Partial)
	}
	found := false
	for _, l := range w.Listens {
		found = found || int(l.Port) == listener.Addr().(*net.TCPAddr).Port && l.Address == "127.0.0.1" && l.Protocol == "tcp"
	}
	if !found {
		t.Errorf("the listener is not among %d", len(w.Listens))
	}
}

// counted counts bytes.
type counted int

func (c *counted) Write(b []byte) (int, error) { *c += counted(len(b)); return len(b), nil }

func BenchmarkSample(b *testing.B) {
	p := here(b)
	b.ReportAllocs()
	for b.Loop() {
		p.read(b.Context())
	}
	b.StopTimer()
	var size counted
	packed := gzip.NewWriter(&size)
	first := p.read(b.Context())
	if err := json.NewEncoder(packed).Encode(sample.Between(first, p.read(b.Context()))); err != nil {
		b.Fatal(err)
	}
	_ = packed.Close()
	b.ReportMetric(float64(size), "gzip-bytes")
	b.ReportMetric(float64(len(first.Table(sample.Namespace).Rows)), "namespaces")
}

func TestFreshWindowWaits(t *testing.T) {
	p := here(t)
	began := time.Now()
	w, err := p.Window(t.Context(), 20*time.Millisecond, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := w.Scope(sample.CPU, "0"); s == nil || s.New || s.Interval() < 20*time.Millisecond || s.Interval() > time.Since(began) {
		t.Errorf("the window of processor 0 is %+v", s)
	}
}

// TestQuestionsLeaveTheRingAlone asks more often than the ring has places: the
// sample of the interval must still begin the windows.
func TestQuestionsLeaveTheRingAlone(t *testing.T) {
	p := here(t)
	p.ring.Add(time.Now(), p.take(t.Context(), false, 0))
	var first time.Time
	for range 3 * kept {
		w, err := p.Window(t.Context(), 0, false, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := w.Scope(sample.CPU, "0")
		if first.IsZero() {
			first = s.From
		}
		if !s.From.Equal(first) || s.Interval() == 0 {
			t.Fatalf("the window begins at %s and is %s long; the first began at %s", s.From, s.Interval(), first)
		}
	}
}

func TestSamplesAreCounted(t *testing.T) {
	p := New("nothing", fstest.MapFS{})
	p.take(t.Context(), false, 0)
	p.take(t.Context(), false, 0)
	w := httptest.NewRecorder()
	p.Metrics(w)
	if !strings.Contains(w.Body.String(), "\nnetwhy_probe_samples_total 2\n") {
		t.Errorf("two samples are told as %q", w.Body)
	}
}
