package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/report"
)

// mostKept bounds the conversations that are kept in memory; the oldest go.
const mostKept = 200

// Memory is a desk that forgets when the process ends.
type Memory struct {
	mu  sync.Mutex
	now func() time.Time
	all []*kept
}

type kept struct {
	Conversation
	owner  string
	events map[int][]Event
	more   chan struct{} // closed when something was added
}

// NewMemory is an empty desk.
func NewMemory(now func() time.Time) *Memory { return &Memory{now: now} }

func (m *Memory) find(owner, id string) (*kept, error) {
	for _, k := range m.all {
		if k.ID == id && k.owner == owner {
			return k, nil
		}
	}
	return nil, errNothing
}

func (m *Memory) turn(owner, id string, number int) (*kept, *Turn, error) {
	k, err := m.find(owner, id)
	if err != nil {
		return nil, nil, err
	}
	if number < 1 || number > len(k.Turns) {
		return nil, nil, errNothing
	}
	return k, &k.Turns[number-1], nil
}

// changed wakes those who follow.
func (k *kept) changed(now time.Time) {
	k.Updated = now
	close(k.more)
	k.more = make(chan struct{})
}

// Begin implements [Desk].
func (m *Memory) Begin(_ context.Context, owner, title string) (Conversation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	k := &kept{Conversation: Conversation{ID: rand.Text(), Title: title, Created: now, Updated: now}, owner: owner, events: map[int][]Event{}, more: make(chan struct{})}
	m.all = append(m.all, k)
	if len(m.all) > mostKept {
		m.all = slices.Delete(m.all, 0, 1)
	}
	return k.Conversation, nil
}

// List implements [Desk]. The newest comes first, without its turns.
func (m *Memory) List(_ context.Context, owner, search string) ([]Conversation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := []Conversation{}
	for _, k := range m.all {
		if k.owner == owner && k.matches(search) {
			c := k.Conversation
			for _, t := range c.Turns {
				c.State = t.State
				if s := statusOf(t.Report); s != "" {
					c.Status = s
				}
			}
			c.Turns = nil
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b Conversation) int { return -a.Updated.Compare(b.Updated) })
	return list, nil
}

// matches reports whether all words are found in questions or reports.
func (k *kept) matches(search string) bool {
	var text strings.Builder
	text.WriteString(k.Title)
	for _, t := range k.Turns {
		text.WriteString(" " + t.Question + " " + string(t.Report))
	}
	all := strings.ToLower(text.String())
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(search)), func(word string) bool { return !strings.Contains(all, word) })
}

func statusOf(data json.RawMessage) report.Status {
	var r struct{ Status report.Status }
	if len(data) == 0 || json.Unmarshal(data, &r) != nil {
		return ""
	}
	return cmp.Or(r.Status, report.Unknown)
}

// Get implements [Desk].
func (m *Memory) Get(_ context.Context, owner, id string) (Conversation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, err := m.find(owner, id)
	if err != nil {
		return Conversation{}, err
	}
	c := k.Conversation
	c.Turns = slices.Clone(c.Turns)
	return c, nil
}

// Delete implements [Desk].
func (m *Memory) Delete(_ context.Context, owner, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, err := m.find(owner, id)
	if err != nil {
		return err
	}
	m.all = slices.DeleteFunc(m.all, func(o *kept) bool { return o == k })
	k.changed(m.now())
	return nil
}

// Share implements [Desk].
func (m *Memory) Share(_ context.Context, owner, id string, on bool) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, err := m.find(owner, id)
	switch {
	case err != nil:
		return "", err
	case !on:
		k.Conversation.Shared = ""
	case k.Conversation.Shared == "":
		k.Conversation.Shared = rand.Text()
	}
	return k.Conversation.Shared, nil
}

// Shared implements [Desk].
func (m *Memory) Shared(_ context.Context, token string) (owner, id string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range m.all {
		if token != "" && k.Conversation.Shared == token {
			return k.owner, k.ID, nil
		}
	}
	return "", "", errNothing
}
