package ruleset

import (
	"sync"

	"github.com/netwhy/netwhy/checks/reach"
)

// engines keeps the last few engines, by the digests of the records that they
// were made of. Of a question about many calls each check would otherwise parse
// the same policies again; an engine answers the same whoever made it.
var engines memo

const mostEngines = 4

type memo struct {
	mu   sync.Mutex
	list []kept
}

type kept struct {
	key    string
	engine *reach.Engine
}

func (m *memo) of(key string, rules reach.Rules) (*reach.Engine, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, known := range m.list {
		if known.key == key {
			return known.engine, nil
		}
	}
	engine, err := reach.New(rules)
	if err != nil {
		return nil, err
	}
	m.list = append(m.list, kept{key, engine})
	if len(m.list) > mostEngines {
		m.list = m.list[1:]
	}
	return engine, nil
}
