package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress says on standard error what is being done, once that takes longer
// than a second. On a terminal it keeps to one line, and clears it at the end.
// Where each step is wanted, each has a line of its own, at once.
type progress struct {
	mu       sync.Mutex
	to       *os.File
	terminal bool
	each     bool
	text     string
	shown    string
	quit     chan struct{}
	done     chan struct{}
}

func newProgress(to *os.File) *progress {
	p := &progress{to: to, terminal: term.IsTerminal(int(to.Fd())), quit: make(chan struct{}), done: make(chan struct{})}
	go p.run()
	return p
}

// eachStep is a progress that leaves no step out.
func eachStep(to *os.File) *progress {
	p := &progress{to: to, each: true, quit: make(chan struct{}), done: make(chan struct{})}
	close(p.done)
	return p
}

func (p *progress) step(text string, done, of int) {
	if of > 0 {
		text = fmt.Sprintf("%s: %d of %d", text, done, of)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = text
	if p.each && done == of { // of thousands of readings, the last
		fmt.Fprintf(p.to, "netwhy: %s\n", text)
	}
}

func (p *progress) run() {
	defer close(p.done)
	wait := time.NewTimer(time.Second)
	defer wait.Stop()
	for {
		select {
		case <-p.quit:
			return
		case <-wait.C:
			p.show()
			if p.terminal {
				wait.Reset(100 * time.Millisecond)
			} else {
				wait.Reset(5 * time.Second)
			}
		}
	}
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.text == p.shown {
		return
	}
	p.shown = p.text
	if p.terminal {
		fmt.Fprintf(p.to, "\r\x1b[K%s …", p.text)
	} else {
		fmt.Fprintf(p.to, "netwhy: %s …\n", p.text)
	}
}

// stop ends the display.
func (p *progress) stop() {
	close(p.quit)
	<-p.done
	if p.terminal && p.shown != "" {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
