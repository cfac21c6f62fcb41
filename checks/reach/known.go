package reach

import (
	"encoding/binary"
	"maps"
	"slices"
	"sync"

	"github.com/cilium/cilium/pkg/labels"
	corev1 "k8s.io/api/core/v1"
)

// mostKnown bounds how many answers an engine remembers.
const mostKnown = 4096

// known are answers of before, by all that they depend on: of the hundred pods of a
// workload, policies can tell none from another.
type known[K comparable, T any] struct {
	mu   sync.Mutex
	list map[K]T
}

// of is the answer of a key, made by the first who asks.
func (k *known[K, T]) of(key K, answer func() (T, error)) (T, error) {
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
		k.list = map[K]T{}
	}
	k.list[key] = made
	return made, nil
}

// sideKey is all that a verdict about a side depends on.
type sideKey struct {
	subject, peer, strange string
	port                   Port
	ingress                bool
}

// judged is [Engine.judge], once for all that policies cannot tell apart.
func (e *Engine) judged(subject, peer *face, q question) (Side, error) {
	key := sideKey{subject.key(), peer.key(), e.strange(q.other), q.port, q.ingress}
	s, err := e.sides.of(key, func() (Side, error) { return e.judge(subject, peer, q) })
	s.Rules, s.Selecting, s.Beyond, s.Only = slices.Clone(s.Rules), slices.Clone(s.Selecting), slices.Clone(s.Beyond), slices.Clone(s.Only)
	return s, err
}

// key is all of a face that a verdict depends on.
func (f *face) key() string {
	f.once.Do(func() {
		key := packed{}.number(uint64(f.scope)).word(f.namespace)
		for _, list := range []labels.LabelArray{f.labels, f.host} {
			key = key.number(uint64(len(list)))
			for i := range list {
				key = key.word(list[i].Source).word(list[i].Key).word(list[i].Value)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(f.ports)) {
			key = key.word(name).number(uint64(f.ports[name].Proto)).number(uint64(f.ports[name].Port))
		}
		f.text = string(key)
	})
	return f.text
}

// podKey is all of a pod that its face depends on.
func podKey(end End, withAddresses bool) string {
	key := make(packed, 0, 512).word(end.Namespace).word(end.Account).number(uint64(len(end.Labels)))
	for _, name := range slices.Sorted(maps.Keys(end.Labels)) {
		key = key.word(name).word(end.Labels[name])
	}
	if withAddresses {
		key = key.number(uint64(len(end.Addresses)))
		for _, a := range end.Addresses {
			key = key.word(a.String())
		}
	}
	for _, list := range [][]corev1.ContainerPort{end.sidecars, end.Ports} {
		key = key.number(uint64(len(list)))
		for i := range list {
			key = key.word(list[i].Name).number(uint64(uint32(list[i].ContainerPort))).word(string(list[i].Protocol))
		}
	}
	return string(key)
}

// packed are words and numbers one behind the other, each word after its length.
type packed []byte

func (w packed) word(text string) packed { return append(w.number(uint64(len(text))), text...) }

func (w packed) number(n uint64) packed { return binary.AppendUvarint(w, n) }
