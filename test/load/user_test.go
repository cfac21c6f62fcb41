package load

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
)

// followup is answered from what was found.
const followup = "why?"

// patience is when a script that does not end is an error.
const patience = 10 * time.Minute

// user is one browser.
type user struct {
	at     string
	client *http.Client
	// think pauses as somebody does who reads.
	think func(context.Context)
	took  []time.Duration // of each investigation, from the request to the last event
	slow  time.Duration   // the longest of all other requests
	steps int             // events that were told
}

// browser is a user with connections of their own.
func browser(at string, think func(context.Context)) *user {
	return &user{at: at, think: think, client: &http.Client{Transport: &http.Transport{}}}
}

// found is what has to be the same for all who ask the same.
type found struct {
	Status   report.Status
	Causes   []string // with the culprit
	Findings int
	Followup string
}

func (f found) String() string {
	return fmt.Sprintf("%s by %v with %d findings and %q", f.Status, f.Causes, f.Findings, f.Followup)
}

// script is what a user does.
func (u *user) script(ctx context.Context, a ask) (f found, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer u.client.CloseIdleConnections()
	var made struct {
		ID   string `json:"id"`
		Turn int    `json:"turn"`
	}
	began := time.Now()
	if err := u.send(ctx, http.MethodPost, "/api/conversations", map[string]any{"question": a.text, "namespace": a.namespace}, &made); err != nil {
		return f, err
	}
	at := "/api/conversations/" + made.ID
	if err := u.follow(ctx, at, made.Turn, began); err != nil {
		return f, err
	}
	c, r, err := u.read(ctx, at, 1)
	if err != nil {
		return f, err
	}
	f = told(r)
	u.think(ctx)
	digest := cited(r)
	if digest == "" {
		return f, errors.New("no finding cites evidence")
	}
	var record struct{ Digest string }
	if err := u.send(ctx, http.MethodGet, at+"/turns/1/evidence/"+digest, nil, &record); err != nil || record.Digest != digest {
		return f, fmt.Errorf("evidence %s is %q: %w", digest, record.Digest, err)
	}
	u.think(ctx)
	if err := u.send(ctx, http.MethodPost, at+"/turns", map[string]any{"question": followup}, &made); err != nil {
		return f, err
	}
	if err := u.follow(ctx, at, made.Turn, time.Time{}); err != nil {
		return f, err
	}
	if c, err = u.conversation(ctx, at); err != nil {
		return f, err
	}
	if f.Followup = string(c.Turns[1].Answer); f.Followup == "" {
		return f, fmt.Errorf("%q is not answered from what was found: %+v", followup, c.Turns[1].Why)
	}
	u.think(ctx)
	return f, u.again(ctx, at, f)
}

// again asks the first question once more, and compares.
func (u *user) again(ctx context.Context, at string, before found) error {
	var made struct{ Turn int }
	began := time.Now()
	if err := u.send(ctx, http.MethodPost, at+"/turns", map[string]any{"rerun": 1}, &made); err != nil {
		return err
	}
	if err := u.follow(ctx, at, made.Turn, began); err != nil {
		return err
	}
	_, r, err := u.read(ctx, at, made.Turn)
	if err != nil {
		return err
	}
	after := told(r)
	if after.Followup = before.Followup; after.String() != before.String() {
		return fmt.Errorf("asked again it is %s, and was %s", after, before)
	}
	var d struct {
		Same          bool
		Before, After report.Status
	}
	if err := u.send(ctx, http.MethodGet, fmt.Sprintf("%s/turns/%d/diff/1", at, made.Turn), nil, &d); err != nil {
		return err
	}
	if !d.Same || d.Before != d.After {
		return fmt.Errorf("nothing changed, and told is %+v", d)
	}
	return nil
}

func told(r *report.Report) found {
	f := found{Status: r.Status, Findings: len(r.Findings)}
	for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
		f.Causes = append(f.Causes, c.ID+" "+c.Culprit.String())
	}
	return f
}

func cited(r *report.Report) string {
	for _, f := range r.Findings {
		if len(f.Cites) > 0 {
			return f.Cites[0]
		}
	}
	return ""
}

func (u *user) conversation(ctx context.Context, at string) (c store.Conversation, err error) {
	return c, u.send(ctx, http.MethodGet, at, nil, &c)
}

// read gives a turn's report, which has to be complete.
func (u *user) read(ctx context.Context, at string, turn int) (c store.Conversation, r *report.Report, err error) {
	if c, err = u.conversation(ctx, at); err != nil {
		return c, nil, err
	}
	t := c.Turns[turn-1]
	if t.State != store.Done || len(t.Report) == 0 || len(t.Pictures) == 0 || t.BundleSize == 0 {
		return c, nil, fmt.Errorf("turn %d is %s with %d bytes of report and %d of evidence: %s", turn, t.State, len(t.Report), t.BundleSize, t.Why)
	}
	if err := json.Unmarshal(t.Report, &r); err != nil {
		return c, nil, err
	}
	if r.Partial != "" {
		return c, nil, fmt.Errorf("the report is partial: %s", r.Partial)
	}
	return c, r, nil
}

// send makes a request, and reads what is answered.
func (u *user) send(ctx context.Context, method, path string, body, into any) error {
	began := time.Now()
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, u.at+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	r.Header.Set("Origin", u.at)
	response, err := u.client.Do(r)
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: got %d %.300s", method, path, response.StatusCode, answer)
	}
	u.slow = max(u.slow, time.Since(began))
	return json.Unmarshal(answer, into)
}

// follow reads the events of a turn to the end, and loses the connection after the
// second. What began at a time is an investigation.
func (u *user) follow(ctx context.Context, at string, turn int, began time.Time) error {
	last, ended, err := u.stream(ctx, at, turn, 0, 2)
	if err == nil && !ended {
		last, ended, err = u.stream(ctx, at, turn, last, 0)
	}
	switch {
	case err != nil:
		return err
	case !ended:
		return fmt.Errorf("the stream of turn %d ended after event %d without an end", turn, last)
	}
	if !began.IsZero() {
		u.took = append(u.took, time.Since(began))
	}
	u.steps += last
	c, err := u.conversation(ctx, at)
	if err == nil && c.Turns[turn-1].Events != last {
		err = fmt.Errorf("turn %d has %d events, and told were %d", turn, c.Turns[turn-1].Events, last)
	}
	return err
}

// stream reads events after one; most of them, unless that is 0.
func (u *user) stream(ctx context.Context, at string, turn, after, most int) (last int, ended bool, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s%s/turns/%d/events", u.at, at, turn), nil)
	if err != nil {
		return 0, false, err
	}
	if after > 0 {
		r.Header.Set("Last-Event-ID", strconv.Itoa(after))
	}
	response, err := u.client.Do(r)
	if err != nil {
		return 0, false, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode != http.StatusOK {
		return 0, false, fmt.Errorf("events: got %d", response.StatusCode)
	}
	last = after
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case key == "event" && value == "end":
			return last, true, nil
		case key == "id":
			n, err := strconv.Atoi(value)
			if err != nil || n != last+1 {
				return last, false, fmt.Errorf("after event %d of turn %d comes %q", last, turn, value)
			}
			last = n
		case key == "" && value == "" && most > 0 && last-after >= most:
			return last, false, nil
		}
	}
	return last, false, lines.Err()
}
