package exploration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

var errSpent = errors.New("no calls are left")

// check asks checks of the catalogue.
func (x *explorer) check(ctx context.Context, arguments json.RawMessage) (string, error) {
	var in struct {
		Checks []struct {
			Check, Subject string
			Because        []string
		}
	}
	if err := json.Unmarshal(arguments, &in); err != nil || len(in.Checks) == 0 {
		return "", errors.New("the arguments do not fit the schema")
	}
	var says []string
	for _, each := range in.Checks {
		say, err := x.one(ctx, each.Check, each.Subject, each.Because)
		if err != nil {
			x.Refused++
			say = "refused: " + err.Error()
		}
		if says = append(says, say); errors.Is(err, errSpent) {
			break // forty more would be told the same
		}
	}
	return strings.Join(says, "\n"), nil
}

func (x *explorer) one(ctx context.Context, id, of string, because []string) (string, error) {
	var check *checks.Check
	for _, c := range x.offers {
		if c.ID == id {
			check = c
		}
	}
	if check == nil {
		return "", errors.New("there is no such check to be asked")
	}
	subject, err := x.subject(of)
	if err != nil {
		return "", err
	}
	if !check.Takes(subject) {
		return "", fmt.Errorf("%s is asked of a %s", check.ID, check.Scope)
	}
	again, err := x.take(check.ID + " of " + subject.String())
	if again != "" || err != nil {
		return again, err
	}
	for _, f := range x.world.Check(ctx, []checks.Case{{Check: check, Subject: subject}}) {
		made := x.sheet.Add(fact.Of(f))
		x.done[check.ID+" of "+subject.String()] = made.ID
		x.Steps = append(x.Steps, Step{Check: check.ID, Subject: subject, Because: x.reasons(because), Fact: made.ID})
		return fact.Text(x.screen, made)
	}
	return "", errors.New("it could not be asked")
}

// take takes a call from the budget, unless it was made before.
func (x *explorer) take(key string) (again string, err error) {
	if id, before := x.done[key]; before {
		return "answered before: see " + id, nil
	}
	if x.left.Calls <= 0 {
		return "", errSpent
	}
	x.left.Calls--
	return "", nil
}

// read reads evidence.
func (x *explorer) read(ctx context.Context, arguments json.RawMessage) (string, error) {
	var in struct {
		Kind, Subject string
		From          int
	}
	if err := json.Unmarshal(arguments, &in); err != nil {
		return "", errors.New("the arguments do not fit the schema")
	}
	var kind *evidence.Meta
	for _, k := range x.kinds {
		if k.Name == in.Kind {
			kind = k
		}
	}
	if kind == nil {
		return "", errors.New("there is no such kind to be read")
	}
	subject, err := x.subject(in.Subject)
	if err != nil {
		return "", err
	}
	owner, ok := kind.For(subject)
	if !ok {
		return "", fmt.Errorf("%s is read of a %s", kind.Name, kind.Scope)
	}
	key := fmt.Sprintf("%s of %s from %d", kind.Name, owner, max(in.From, 0))
	again, err := x.take(key)
	if again != "" || err != nil {
		return again, err
	}
	made, err := x.reading(ctx, evidence.Want{Kind: kind, Subject: owner}, in.From)
	if err != nil {
		return "", err
	}
	x.done[key] = made.ID
	x.Steps = append(x.Steps, Step{Kind: kind.Name, Subject: owner, Fact: made.ID})
	return fact.Text(x.screen, made)
}

// reading is the fact of what was read, or of what is missing.
func (x *explorer) reading(ctx context.Context, want evidence.Want, from int) (fact.Fact, error) {
	record, gap := x.world.Read(ctx, want)
	if gap != nil {
		return x.sheet.Add(fact.Fact{Sort: fact.Lacking, Says: []string{gap.String()}, Source: want.Kind.Name + " of " + want.Subject.String()}), nil
	}
	o, err := fence.NewScreen().Outline(record.Content(), from)
	if err != nil {
		return fact.Fact{}, errors.New("it cannot be shown")
	}
	head := fmt.Sprintf("%s of %s: %s", want.Kind.Name, want.Subject, checks.Count(o.Count, "item"))
	if record.Bound != "" {
		head += ", " + record.Bound
	}
	if o.Next > 0 {
		head += fmt.Sprintf("; more from %d on", o.Next)
	}
	if o.Large > 0 {
		head += fmt.Sprintf("; %d too large to be shown", o.Large)
	}
	return x.sheet.Add(fact.Fact{
		Sort: fact.Reading, Says: append([]string{head}, o.Items...), Source: want.Kind.Name + " of " + want.Subject.String(), Cites: []string{record.Digest},
	}), nil
}
