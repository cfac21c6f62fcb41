package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	source "github.com/netwhy/netwhy/agent/source/hubble"
)

// Of the benchmark: "go test -bench . ./flood -flows 5000000 -nodes 1222".
var (
	flows = flag.Int("flows", 200_000, "that the benchmark's rings hold")
	nodes = flag.Int("nodes", 50, "that the benchmark asks")
)

// TestMain is the program itself where the test starts it.
func TestMain(m *testing.M) {
	if os.Getenv("FLOOD") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is a flood in a process of its own.
type program struct {
	started
	cmd *exec.Cmd
	in  io.Closer
	out *bufio.Scanner
}

func begin(t testing.TB, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0], args...)}
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), "FLOOD=1"), os.Stderr
	in, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.end(t) })
	p.line(t, &p.started)
	return p
}

func (p *program) line(t testing.TB, into any) {
	t.Helper()
	if !p.out.Scan() {
		t.Fatalf("the program tells nothing: %v", p.out.Err())
	}
	if err := json.Unmarshal(p.out.Bytes(), into); err != nil {
		t.Fatalf("%s: %v", p.out.Text(), err)
	}
}

// end lets the program end, once, and is what it tells then.
func (p *program) end(t testing.TB) (e ended) {
	t.Helper()
	if p.in == nil {
		return e
	}
	if err := p.in.Close(); err != nil {
		t.Error(err)
	}
	p.in = nil
	p.line(t, &e)
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the program ends with %v", err)
	}
	return e
}

// source asks the program's relay.
func (p *program) source() *source.Source {
	return source.New(source.Relay{Address: p.Address, Plaintext: true}, source.DefaultWindow, time.Now)
}

// size are the arguments for rings of a size.
func size(flows, nodes int) []string {
	return []string{"-flows", fmt.Sprint(flows), "-nodes", fmt.Sprint(nodes)}
}
