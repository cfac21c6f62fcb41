package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/exploration"
	"github.com/netwhy/netwhy/agent/llm/span"
	"github.com/netwhy/netwhy/agent/llm/transcript"
	"github.com/spf13/pflag"
)

// model is the one that the flags and the environment choose, if any.
type model struct {
	hide         bool
	record, play string
	budget       exploration.Budget
}

func (m *model) bind(set *pflag.FlagSet) {
	bindSettings(set)
	m.budget = exploration.Usual
	set.BoolVar(&m.hide, "model-hide-names", false, "show the model stand-ins for names and addresses of the cluster")
	set.StringVar(&m.record, "model-record", "", "write the conversation with the model to this file")
	set.StringVar(&m.play, "model-replay", "", "play the answers of such a file, and ask no model")
	set.IntVar(&m.budget.Rounds, "model-rounds", m.budget.Rounds, "rounds in which the model may look further than the plan")
	set.IntVar(&m.budget.Calls, "model-calls", m.budget.Calls, "checks and readings that the model may ask for")
	set.IntVar(&m.budget.Tokens, "model-tokens", m.budget.Tokens, "tokens from which on the model may not look further")
	set.DurationVar(&m.budget.Time, "model-time", m.budget.Time, "time of the model for one question")
}

// bindSettings binds the flags of the model's settings alone.
func bindSettings(set *pflag.FlagSet) {
	for _, k := range llm.Keys() {
		set.String(k.Flag(), "", k.Help+" ($"+k.Variable()+")")
	}
	set.String("model-settings", "", "file of settings of the model, in YAML; variables and flags go before it")
}

// settingsOf are those of the flags and the environment.
func settingsOf(set *pflag.FlagSet) (llm.Settings, error) {
	given := map[string]string{}
	for _, k := range llm.Keys() {
		if flag := set.Lookup(k.Flag()); flag != nil && flag.Changed {
			given[k.Name] = flag.Value.String()
		}
	}
	var file []byte
	if name := set.Lookup("model-settings").Value.String(); name != "" {
		var err error
		if file, err = os.ReadFile(name); err != nil {
			return llm.Settings{}, fmt.Errorf("cannot read the model's settings: %w", err)
		}
	}
	return llm.Load(file, os.LookupEnv, given)
}

// open makes the model; nil if none is configured.
func (m *model) open(set *pflag.FlagSet) (*agent.Model, error) {
	settings, err := settingsOf(set)
	if err != nil {
		return nil, err
	}
	if !settings.Set() && m.play == "" {
		return nil, nil
	}
	if m.budget.Rounds < 0 || m.budget.Calls < 0 || m.budget.Tokens < 0 || m.budget.Time <= 0 {
		return nil, fmt.Errorf("cannot ask a model within less than nothing: want --model-rounds, --model-calls, --model-tokens of 0 or more, and --model-time above 0")
	}
	provider, err := m.provider(settings)
	if err != nil {
		return nil, err
	}
	return &agent.Model{Name: settings.Model, Provider: provider, Price: settings.Price, Budget: m.budget, Hide: m.hide}, nil
}

// provider is the endpoint of the settings, perhaps with its answers written down,
// or a file of such answers.
func (m *model) provider(settings llm.Settings) (llm.Provider, error) {
	if m.play != "" {
		file, err := os.Open(m.play)
		if err != nil {
			return nil, fmt.Errorf("cannot play the conversation: %w", err)
		}
		defer file.Close()
		return transcript.Read(file)
	}
	made, err := llm.New(settings)
	if err != nil {
		return nil, err
	}
	endpoint := span.Provider{Provider: made, Settings: settings}
	if m.record == "" {
		return endpoint, nil
	}
	// It stays open for as long as the program runs; every turn is written at once.
	file, err := os.OpenFile(m.record, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot record the conversation: %w", err)
	}
	return &transcript.Recorder{Provider: endpoint, To: file}, nil
}

// ofModel reports whether a flag is one of the model's.
func ofModel(flag string) bool { return flag == "model" || strings.HasPrefix(flag, "model-") }
