package nodes

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/sample"
	"github.com/netwhy/netwhy/nodeprobe/server"
)

// mostBytes is how many bytes an answer may have, packed: from 1,000 nodes 16 MB.
const mostBytes = 16_000

// prober has one window, for one question.
type prober struct{ window *sample.Window }

func (p prober) Window(context.Context, time.Duration, bool, []string) (*sample.Window, error) {
	return p.window, nil
}

// answered is what the real server answers about a window, and its size.
func answered(t *testing.T, w *sample.Window, pods []string) (answer sample.Window, size int) {
	t.Helper()
	var listeners [2]net.Listener
	for i := range listeners {
		var err error
		if listeners[i], err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- server.New(prober{w}).Serve(ctx, listeners[0], listeners[1]) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	request, err := http.NewRequest(http.MethodGet, "http://"+listeners[0].Addr().String()+"/v1/window?pods="+strings.Join(pods, ","), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	packed, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(text).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer, len(packed)
}

func TestAnswersAreSmall(t *testing.T) {
	for _, name := range Names(t) {
		n := Load(t, name)
		pods := n.pods(t)
		answer, size := answered(t, window(t, n), pods)
		if size > mostBytes || len(answer.Of(sample.Namespace)) != 1+len(pods) {
			t.Errorf("%s answers with %d bytes of %d namespaces", name, size, len(answer.Of(sample.Namespace)))
		}
		t.Logf("%s: %d bytes", name, size)
	}
}

// TestAnswerOfALargeNodeIsSmall asks a node of 64 processors, 16 queues, 104
// devices and 101 pods about itself.
func TestAnswerOfALargeNodeIsSmall(t *testing.T) {
	w := window(t, Large(t, "azurelinux3-mlx5", 64, 99))
	if len(w.Of(sample.CPU)) != 64 || len(w.Of(sample.Device)) != 104 || len(w.Of(sample.Namespace)) != 102 || len(w.Of(sample.Queueing)) != 34 {
		t.Fatalf("the node has %d processors, %d devices, %d namespaces, %d qdiscs", len(w.Of(sample.CPU)), len(w.Of(sample.Device)), len(w.Of(sample.Namespace)), len(w.Of(sample.Queueing)))
	}
	for _, kind := range []sample.Kind{sample.CPU, sample.Device} {
		for _, s := range w.Of(kind) {
			if moved := s.Counters["processed"].Last - s.Counters["processed"].First + s.Counters["rx_packets"].Last - s.Counters["rx_packets"].First; moved == 0 {
				t.Errorf("%s %s stands still, and would be packed too well", kind, s.Name)
			}
		}
	}
	answer, size := answered(t, w, nil)
	if size > mostBytes || len(answer.Of(sample.Namespace)) != 1 || len(answer.Of(sample.CPU)) != 64 {
		t.Errorf("it answers with %d bytes of %d namespaces, %d processors", size, len(answer.Of(sample.Namespace)), len(answer.Of(sample.CPU)))
	}
	t.Logf("%d bytes", size)
}
