package e2e

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netwhy/netwhy/test/realcluster"
	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// patience is how long a fault may take to be seen.
const patience = 60 * time.Second

// step does one line of a scenario.
func (w *world) step(ctx context.Context, l line) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	text, want, _ := strings.Cut(l.text, " => ")
	words, err := split(text)
	if err != nil {
		return err
	}
	var do func(context.Context) error
	switch l.verb {
	case "do":
		_, err := w.act(ctx, words)
		return err
	case "until":
		do = shows(want, func(ctx context.Context) (string, error) { return w.kubectl(ctx, words) })
	case "flows":
		do = shows(want, func(ctx context.Context) (string, error) {
			return w.cluster.Observe(ctx, append(words, "--last", "50")...)
		})
	case "proof":
		do = shows(want, func(ctx context.Context) (string, error) { return w.act(ctx, words) })
	case "partly":
		do = w.measures(words, counts.partly, "-n", "20", "-parallel", "4", "-timeout", "400ms")
	case "works":
		do = w.measures(words, counts.works)
	case "broken":
		do = w.measures(words, counts.broken)
	}
	return until(ctx, l.verb+": "+l.text, do)
}

// shows is a condition: what is printed holds a text.
func shows(want string, print func(context.Context) (string, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		out, err := print(ctx)
		if err == nil && !strings.Contains(out, want) {
			err = fmt.Errorf("it prints %.2000s", out)
		}
		return err
	}
}

// pace is the time between two looks, most of which start a kubectl.
const pace = 250 * time.Millisecond

// until repeats a condition until it holds.
func until(ctx context.Context, what string, holds func(context.Context) error) error {
	return realcluster.Until(ctx, pace, fmt.Sprintf("%q", what), holds)
}

// act changes something, or looks, and returns what is printed.
func (w *world) act(ctx context.Context, words []string) (string, error) {
	switch {
	case len(words) > 1 && words[0] == "kubectl":
		return w.kubectl(ctx, words)
	case len(words) > 3 && words[0] == "node" && words[2] == "run":
		return w.machine(words[1]).Do(ctx, words[3:]...)
	case len(words) == 4 && words[0] == "node":
		return "", w.process(ctx, words[1], words[2], words[3])
	case len(words) > 4 && words[0] == "pod" && words[3] == "run":
		return w.inPods(ctx, words[1], words[2], words[4:])
	case len(words) > 2 && words[0] == "client" && words[1] == "run":
		out, _ := w.client(ctx, words[2:]) // that it fails may be the point
		return out, nil
	default:
		return "", fmt.Errorf("cannot do %q", words)
	}
}

func (w *world) machine(name string) *machine.Machine {
	if name == "control" {
		return w.cluster.Control()
	}
	return w.cluster.Node(name)
}

func (w *world) process(ctx context.Context, node, verb, name string) error {
	m := w.machine(node)
	switch {
	case m == nil:
		return fmt.Errorf("cannot find the machine %q", node)
	case verb == "stop":
		return m.Stop(ctx, name)
	case verb == "start" && name == "kubelet":
		return w.cluster.StartKubelet(ctx, node)
	case verb == "start" && name == "dns-outside":
		return w.cluster.StartOutsideNames(ctx)
	default:
		return fmt.Errorf("cannot %s %s", verb, name)
	}
}

func (w *world) inPods(ctx context.Context, namespace, selector string, args []string) (out string, err error) {
	pods, err := w.cluster.Pods(ctx, namespace, selector)
	if err == nil && len(pods) == 0 {
		err = fmt.Errorf("cannot find a running pod of %s with %s", namespace, selector)
	}
	for _, p := range pods {
		text, failed := w.cluster.InPod(ctx, p, args...)
		out += text
		err = errors.Join(err, failed)
	}
	return out, err
}

func (w *world) kubectl(ctx context.Context, words []string) (string, error) {
	if words[0] != "kubectl" {
		return "", fmt.Errorf("cannot run %q: want kubectl", words)
	}
	return w.cluster.Kubectl(ctx, words[1:]...)
}

// split cuts a line into words as a shell would, without expanding anything:
// blanks within single or double quotes belong to the word.
func split(text string) (words []string, err error) {
	var word strings.Builder
	var quote rune
	started := false
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, started = r, true
		case r == ' ':
			if started {
				words = append(words, word.String())
				word.Reset()
				started = false
			}
		default:
			word.WriteRune(r)
			started = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("cannot read %q: a quote is open", text)
	}
	if started {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return nil, errors.New("cannot read an empty line")
	}
	return words, nil
}
