package exploration

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/prompts"
)

// World is what can be asked and read, and of whom.
type World interface {
	Subjects() []evidence.Subject // that were read of
	Offers() []*checks.Check      // that can be asked beyond the plan
	Kinds() []*evidence.Meta      // that can be read
	// Check asks checks; there is a finding for each case.
	Check(ctx context.Context, cases []checks.Case) []checks.Finding
	// Read reads one kind for a subject, or says what is missing.
	Read(ctx context.Context, want evidence.Want) (evidence.Record, *evidence.Gap)
}

// Step is one thing that the model had done.
type Step struct {
	Check   string           `json:"check,omitempty"`
	Kind    string           `json:"kind,omitempty"`
	Subject evidence.Subject `json:"subject"`
	Because []string         `json:"because,omitempty"` // sources of the facts that it gave as its reason
	Fact    string           `json:"fact,omitempty"`    // the ID of what came of it
}

// Explored is how an exploration went.
type Explored struct {
	Talk    []llm.Message // the conversation so far
	Tools   []llm.Tool
	Steps   []Step
	Refused int    // calls
	Ended   string // why it ended
	Spent   int    // tokens
}

const (
	mostSubjects  = 40 // that are shown; any that is known may be named
	mostArguments = 8 << 10
)

// toolName is what endpoints take for the name of a tool.
var toolName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Run lets the model explore. With an error, what was explored until then is
// returned too.
func Run(ctx context.Context, provider llm.Provider, screen *fence.Screen, sheet *fact.Sheet, question string, world World, budget Budget) (*Explored, error) {
	x := &explorer{Explored: &Explored{}, screen: screen, sheet: sheet, world: world, left: left{Budget: budget}, done: map[string]string{}}
	if err := x.open(question); err != nil {
		return x.Explored, err
	}
	err := x.rounds(ctx, provider)
	x.Spent = x.left.spent
	return x.Explored, err
}

type explorer struct {
	*Explored
	screen *fence.Screen
	sheet  *fact.Sheet
	world  World
	left   left
	done   map[string]string // a call to the ID of its fact
	known  map[string]evidence.Subject
}

// open is the beginning of the conversation, which stays the same throughout.
func (x *explorer) open(question string) error {
	system, err := prompts.Render("assistant.md", nil)
	if err != nil {
		return err
	}
	facts, err := fact.Text(x.screen, x.sheet.All()...)
	if err != nil {
		return err
	}
	subjects := x.world.Subjects()
	x.known = map[string]evidence.Subject{}
	var shown []string
	for _, s := range subjects {
		x.known[s.String()] = s
		if len(shown) < mostSubjects {
			shown = append(shown, s.String())
		}
	}
	quoted, err := x.screen.Quote(shown)
	if err != nil {
		return err
	}
	asked, err := x.screen.Quote(question)
	if err != nil {
		return err
	}
	brief, err := prompts.Render("brief.md", map[string]string{"Question": asked, "Facts": facts, "Subjects": quoted, "Left": x.left.String()})
	if err != nil {
		return err
	}
	x.Talk = []llm.Message{{Role: llm.System, Text: system}, {Role: llm.User, Text: brief}}
	x.Tools, err = tools(x.world.Offers(), x.world.Kinds())
	return err
}

func (x *explorer) rounds(ctx context.Context, provider llm.Provider) error {
	x.Ended = "the budget was spent"
	for len(x.Tools) > 0 && x.left.affords(x.Talk) {
		answer, err := provider.Answer(ctx, llm.Request{Messages: x.Talk, Tools: x.Tools}, nil)
		if err != nil {
			x.Ended = "the model gave no answer"
			return err
		}
		x.left.Rounds--
		x.left.charge(slices.Clone(x.Talk), answer)
		if len(answer.Message.Calls) == 0 {
			x.Ended = "the model asked for nothing more"
			return nil // what it said cites nothing and is dropped
		}
		fresh := len(x.done)
		x.Talk = append(x.Talk, llm.Message{Role: llm.Assistant, Calls: resent(answer.Message.Calls), Carry: answer.Message.Carry})
		for i, call := range answer.Message.Calls {
			said := x.call(ctx, call)
			if i == len(answer.Message.Calls)-1 {
				said += "\n" + x.left.String()
			}
			x.Talk = append(x.Talk, llm.Message{Role: llm.Result, CallID: call.ID, Text: said})
		}
		if len(x.done) == fresh {
			x.Ended = "the model asked for nothing new"
			return nil
		}
	}
	return nil
}

// resent are calls as they are sent back: what is broken or far too long is not
// worth its tokens.
func resent(calls []llm.Call) []llm.Call {
	calls = slices.Clone(calls)
	for i, c := range calls {
		if c.Broken != "" || len(c.Arguments) > mostArguments {
			calls[i].Broken, calls[i].Arguments = "", json.RawMessage("{}")
		}
		if !toolName.MatchString(c.Name) {
			calls[i].Name = "unknown"
		}
	}
	return calls
}

// call carries out one call and says what came of it.
func (x *explorer) call(ctx context.Context, call llm.Call) string {
	name := call.Name
	if name != runChecks && name != readEvidence {
		name = "unknown" // it may be any text
	}
	ctx, end := telemetry.Tool(ctx, name)
	say, err := "", fmt.Errorf("there is no tool %q", checks.Clean(call.Name, 40))
	switch {
	case call.Broken != "" || len(call.Arguments) > mostArguments:
		err = fmt.Errorf("the arguments are no JSON object")
	case call.Name == runChecks:
		say, err = x.check(ctx, call.Arguments)
	case call.Name == readEvidence:
		say, err = x.read(ctx, call.Arguments)
	}
	if err != nil {
		x.Refused++
		end(0, "refused")
		return "refused: " + err.Error()
	}
	end(1, "")
	return say
}

// subject finds one that is known by what the model calls it.
func (x *explorer) subject(name string) (evidence.Subject, error) {
	s, known := x.known[strings.TrimSpace(x.screen.In(name))]
	if !known {
		return s, fmt.Errorf("nothing was read of that subject: name one as it is shown")
	}
	return s, nil
}

// reasons are the sources of facts.
func (x *explorer) reasons(ids []string) (because []string) {
	for _, id := range ids {
		if f, there := x.sheet.Find(id); there && f.Source != "" && len(because) < 3 && !slices.Contains(because, f.Source) {
			because = append(because, f.Source)
		}
	}
	return because
}
