package kube

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	mostAge  = 15 * time.Second // of a reading that is given again
	mostHeld = 96 << 20         // bytes of all that are kept for it
)

// held are readings of a short while ago, for those who take what was read since a
// time before they asked. See [tool.Since].
type held struct {
	mu    sync.Mutex
	known map[any]*listing
	order []any // by time
	bytes int
}

// listing is what was read, and when the reading began.
type listing struct {
	at      time.Time
	reading tool.Reading
	bytes   int

	index  sync.Once // at the first question for one object
	byName map[objectKey]json.RawMessage
}

type objectKey struct{ namespace, name string }

func newHeld() *held { return &held{known: map[any]*listing{}} }

// find gives what was read since a time.
func (h *held) find(asked any, since time.Time) *listing {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l := h.known[asked]; l != nil && !l.at.Before(since) {
		return l
	}
	return nil
}

// keep remembers a reading, and forgets those that are old, or too many.
func (h *held) keep(asked any, at time.Time, reading tool.Reading) {
	l := &listing{at: at, reading: reading}
	for _, item := range reading.Items {
		l.bytes += len(item)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(asked)
	if l.bytes <= mostHeld {
		h.known[asked] = l
		h.order = append(h.order, asked)
		h.bytes += l.bytes
		time.AfterFunc(mostAge, func() { h.expire(asked, at) }) // which does not hold the reading itself
	}
	for h.bytes > mostHeld {
		h.drop(h.order[0])
	}
}

// expire forgets a reading, unless there is a later one.
func (h *held) expire(asked any, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l := h.known[asked]; l != nil && !l.at.After(at) {
		h.drop(asked)
	}
}

// drop forgets a reading. The lock is held.
func (h *held) drop(asked any) {
	l := h.known[asked]
	if l == nil {
		return
	}
	delete(h.known, asked)
	h.bytes -= l.bytes
	for i, k := range h.order {
		if k == asked {
			h.order = append(h.order[:i:i], h.order[i+1:]...)
			break
		}
	}
}

// named is an object of a list that holds all of a resource; found is false where
// there is no such list since then.
func (h *held) named(a GetArgs, since time.Time) (reading tool.Reading, found bool) {
	for _, namespace := range []string{a.Namespace, ""} {
		l := h.find(ListArgs{Resource: a.Resource, Namespace: namespace, Limit: defaultLimit}, since)
		if l == nil {
			continue
		}
		reading := tool.Reading{Items: []json.RawMessage{}, At: l.at}
		if item := l.object(objectKey{a.Namespace, a.Name}); item != nil {
			reading.Items = append(reading.Items, item)
		}
		return reading, true
	}
	return tool.Reading{}, false
}

// object is the one of a name, nil if the list does not have it.
func (l *listing) object(key objectKey) json.RawMessage {
	l.index.Do(func() {
		l.byName = make(map[objectKey]json.RawMessage, len(l.reading.Items))
		for _, item := range l.reading.Items {
			var o metav1.PartialObjectMetadata
			if json.Unmarshal(item, &o) == nil { // it was written here
				l.byName[objectKey{o.Namespace, o.Name}] = item
			}
		}
	})
	return l.byName[key]
}
