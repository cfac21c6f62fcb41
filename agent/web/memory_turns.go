package web

import "context"

// Ask implements [Desk].
func (m *Memory) Ask(_ context.Context, owner, id string, turn Turn) (Turn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, err := m.find(owner, id)
	if err != nil {
		return Turn{}, err
	}
	turn.Number, turn.State, turn.Asked = len(k.Turns)+1, Running, m.now()
	k.Turns = append(k.Turns, turn)
	k.changed(turn.Asked)
	return turn, nil
}

// Step implements [Desk].
func (m *Memory) Step(_ context.Context, owner, id string, turn int, e Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, _, err := m.turn(owner, id, turn)
	if err != nil {
		return err
	}
	e.Number, e.Time = len(k.events[turn])+1, m.now()
	k.events[turn] = append(k.events[turn], e)
	k.changed(e.Time)
	return nil
}

// End implements [Desk].
func (m *Memory) End(_ context.Context, owner, id string, turn int, state State, result Result) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, t, err := m.turn(owner, id, turn)
	if err != nil {
		return err
	}
	t.State, t.Result, t.Ended = state, result, m.now()
	k.changed(t.Ended)
	return nil
}

// Rate implements [Desk].
func (m *Memory) Rate(_ context.Context, owner, id string, turn int, f *Feedback) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, t, err := m.turn(owner, id, turn)
	if err == nil {
		t.Feedback = f
	}
	return err
}

// Follow implements [Desk].
func (m *Memory) Follow(ctx context.Context, owner, id string, turn, after int, tell func(Event) error) error {
	for {
		m.mu.Lock()
		k, t, err := m.turn(owner, id, turn)
		if err != nil {
			m.mu.Unlock()
			return err
		}
		events, ended, more := k.events[turn], t.State != Running, k.more
		m.mu.Unlock()
		for ; after < len(events); after++ {
			if err := tell(events[max(after, 0)]); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
