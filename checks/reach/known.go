package reach

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
)

// mostKnown bounds how many answers an engine remembers.
const mostKnown = 4096

// known are answers of before, by all that they depend on: of the hundred pods of a
// workload, policies can tell none from another.
type known[T any] struct {
	mu   sync.Mutex
	list map[string]T
}

// of is the answer of a key, made by the first who asks.
func (k *known[T]) of(key string, answer func() (T, error)) (T, error) {
	k.mu.Lock()
	found, there := k.list[key]
	k.mu.Unlock()
	if there {
		return found, nil
	}
	made, err := answer()
	if err != nil {
		return made, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.list == nil || len(k.list) == mostKnown {
		k.list = map[string]T{}
	}
	k.list[key] = made
	return made, nil
}

// judged is [Engine.judge], once for all that policies cannot tell apart.
func (e *Engine) judged(subject, peer *face, q question) (Side, error) {
	key := fmt.Sprintf("%s>%s>%+v>%v>%s", subject.key(), peer.key(), q.port, q.ingress, e.strange(q.other))
	s, err := e.sides.of(key, func() (Side, error) { return e.judge(subject, peer, q) })
	s.Rules, s.Selecting, s.Beyond, s.Only = slices.Clone(s.Rules), slices.Clone(s.Selecting), slices.Clone(s.Beyond), slices.Clone(s.Only)
	return s, err
}

// key is all of a face that a verdict depends on.
func (f *face) key() string {
	var key strings.Builder
	fmt.Fprintf(&key, "%d %q", f.scope, f.namespace)
	for _, l := range f.labels {
		fmt.Fprintf(&key, " %q", l.String())
	}
	if f.isHost() {
		fmt.Fprintf(&key, " host %q", f.host.String())
	}
	for _, name := range slices.Sorted(maps.Keys(f.ports)) {
		fmt.Fprintf(&key, " %q %v", name, f.ports[name])
	}
	return key.String()
}

// podKey is all of a pod that its face depends on.
func podKey(end End, withAddresses bool) string {
	var key strings.Builder
	fmt.Fprintf(&key, "%q %q", end.Namespace, end.Account)
	for _, name := range slices.Sorted(maps.Keys(end.Labels)) {
		fmt.Fprintf(&key, " %q=%q", name, end.Labels[name])
	}
	if withAddresses {
		fmt.Fprintf(&key, " %v", end.Addresses)
	}
	for _, p := range slices.Concat(end.sidecars, []corev1.ContainerPort{{}}, end.Ports) {
		fmt.Fprintf(&key, " %q/%d/%s", p.Name, p.ContainerPort, p.Protocol)
	}
	return key.String()
}
