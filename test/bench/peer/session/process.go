package main

import (
	"bytes"
	"context"
	"io"
	"os/exec"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/netwhy/netwhy/test/bench/peer"
)

// ends is how long a server may take to end when nobody speaks to it any more.
const ends = 5 * time.Second

// process is a server that runs.
type process struct {
	cmd       *exec.Cmd
	kill      context.CancelFunc
	transport mcp.Transport
	meter     *peer.Meter
	began     time.Time
	told      *bytes.Buffer // what it says aside; to be read after its end
}

// begin starts a server. It is not done by the SDK's own transport for commands,
// which ends a session over an answer of more than 16 MiB.
func begin(ctx context.Context, request peer.Request) (*process, error) {
	ctx, kill := context.WithCancel(ctx)
	p := &process{cmd: peer.Command(ctx, request.Environment, request.Argv), kill: kill, told: &bytes.Buffer{}, began: time.Now()}
	p.cmd.Stderr = p.told
	in, err := p.cmd.StdinPipe()
	if err != nil {
		kill()
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		kill()
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		kill()
		return nil, err
	}
	p.meter = peer.Watch(p.cmd.Process.Pid)
	// What it says is read up to its end, which comes when nothing is said to it.
	p.transport = &mcp.IOTransport{Reader: io.NopCloser(out), Writer: in, MaxLineLength: -1}
	return p, nil
}

// end closes the session, if there is one, and waits for the server. It returns
// the most memory that it had, in bytes.
func (p *process) end(session *mcp.ClientSession) (int64, error) {
	late := time.AfterFunc(ends, p.kill)
	defer late.Stop()
	defer p.kill()
	peak := p.meter.Stop()
	if session != nil {
		_ = session.Close() // whether it ended is what Wait says
	} else {
		p.kill()
	}
	return peak, p.cmd.Wait()
}
