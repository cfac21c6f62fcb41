// Package playback answers questions from recordings, so that all of the page
// can be seen without a cluster and without a model.
//
// # Contract
//
// A question that was recorded is answered by its bundle, judged by this
// program's checks; its steps are those that the bundle tells of, at a pace that
// a reader can follow. The same question asked again is answered by the next
// recording of it, such as of the cluster after it was mended. Any other
// question is declined with those that there are.
package playback

import (
	"context"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/netwhy/netwhy/checks/catalog"
)

// Player plays recordings.
type Player struct {
	bundles []*bundle.Bundle
	pace    time.Duration
}

// New plays bundles; between two steps it waits for a time.
func New(bundles []*bundle.Bundle, pace time.Duration) *Player {
	p := &Player{pace: pace}
	for _, b := range bundles {
		// A recording is older than the checks that judge it; that is no news to
		// somebody who watches a demo.
		m := b.Manifest
		m.Catalogue = catalog.Digest()
		p.bundles = append(p.bundles, bundle.New(m, b.Plan, b.Records, b.Gaps))
	}
	return p
}

// Questions are those that were recorded, each once.
func (p *Player) Questions() (list []string) {
	seen := map[string]bool{}
	for _, b := range p.bundles {
		if !seen[b.Plan.Question] {
			seen[b.Plan.Question] = true
			list = append(list, b.Plan.Question)
		}
	}
	return list
}

// Investigate implements [web.Investigate].
func (p *Player) Investigate(ctx context.Context, q web.Question) (*bundle.Bundle, *report.Report, error) {
	b := p.find(q.Text, q.Again)
	if b == nil {
		return nil, nil, &agent.Declined{Sentence: "This is a demo on recordings, and that was not recorded. Ask one of these: " + strings.Join(p.Questions(), " · ")}
	}
	for _, s := range agent.Steps(b) {
		for _, done := range counts(s.Of) {
			q.Step(s.Says, done, s.Of)
			if err := p.wait(ctx); err != nil {
				return nil, nil, err
			}
		}
	}
	return b, agent.Judge(b), nil
}

// counts are a few that are told on the way to a number.
func counts(of int) (list []int) {
	const most = 5
	for i := 1; i <= min(of, most); i++ {
		list = append(list, of*i/min(of, most))
	}
	if of == 0 {
		list = []int{0}
	}
	return list
}

// find is the first recording of a question, or, again, the last.
func (p *Player) find(question string, again bool) (found *bundle.Bundle) {
	for _, b := range p.bundles {
		if plain(b.Plan.Question) == plain(question) && (found == nil || again) {
			found = b
		}
	}
	return found
}

func plain(question string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.Trim(question, " .?!"))), " ")
}

func (p *Player) wait(ctx context.Context) error {
	if p.pace == 0 {
		return ctx.Err()
	}
	pause := time.NewTimer(p.pace)
	defer pause.Stop()
	select {
	case <-pause.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
