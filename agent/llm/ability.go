package llm

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Ability is what not every endpoint has, and what is done without.
type Ability string

const (
	Streaming     Ability = "streaming"      // without: the whole answer at once
	StreamUsage   Ability = "stream-usage"   // without: tokens of streams are not known
	JSONSchema    Ability = "json-schema"    // without: the schema is put into words, and the answer held against it all the same
	JSONObject    Ability = "json-object"    // likewise
	StrictTools   Ability = "strict-tools"   // without: arguments may not fit; the tools check them anyway
	ParallelCalls Ability = "parallel-calls" // without: the wish for one call is not sent, and calls of the past are told one by one
	ToolChoice    Ability = "tool-choice"    // without: to forbid calls, the tools are left out
	Effort        Ability = "effort"         // without: the model's own
	CarryState    Ability = "carry-reasoning"
	Temperature   Ability = "temperature"
	OutputLimit   Ability = "max-completion-tokens" // without: the older name
	OlderLimit    Ability = "max-tokens"            // without: the newer name; without both, no limit
)

// signs tell from an endpoint's complaint what it lacks. The order matters:
// stream_options before stream.
var signs = []struct {
	ability Ability
	params  []string // beginnings of the field's name
	words   *regexp.Regexp
}{
	{ParallelCalls, []string{"parallel_tool_calls"}, regexp.MustCompile(`parallel_tool_calls|(?i)single tool[- ]calls?|parallel tool calls?`)},
	{StreamUsage, []string{"stream_options"}, regexp.MustCompile(`stream_options|include_usage`)},
	{JSONSchema, []string{"response_format", "text.format", "text"}, regexp.MustCompile(`response_format|json_schema|text\.format|(?i)structured outputs?`)},
	{CarryState, []string{"include"}, regexp.MustCompile(`reasoning\.encrypted_content|(?i)encrypted content|parameter.{0,4}include\b`)},
	{Effort, []string{"reasoning_effort", "reasoning"}, regexp.MustCompile(`reasoning_effort|reasoning\.effort|parameter.{0,4}reasoning\b|(?i)does not support (thinking|reasoning)|reasoning effort`)},
	{Temperature, []string{"temperature"}, regexp.MustCompile(`(?i)\btemperature\b`)},
	{OutputLimit, []string{"max_completion_tokens", "max_tokens"}, regexp.MustCompile(`max_completion_tokens`)},
	{OlderLimit, []string{"max_tokens"}, regexp.MustCompile(`\bmax_tokens\b`)},
	{ToolChoice, []string{"tool_choice"}, regexp.MustCompile(`tool_choice|(?i)tool choice`)},
	{StrictTools, nil, regexp.MustCompile(`\bstrict\b`)},
	{Streaming, []string{"stream"}, regexp.MustCompile(`(?i)stream(ing|ed)?\b.{0,40}(not|un)[ -]?(be )?(support|allow|avail|implement|enabl)|unsupported.{0,20}\bstream`)},
}

// lackedBy is the ability that an error says the endpoint does not have, of
// those that the request used.
func lackedBy(e *Error, used []Ability) (Ability, bool) {
	if e.Kind != Invalid && e.Status != http.StatusNotImplemented && e.Param != "tool_choice" {
		return "", false
	}
	for _, exact := range []bool{true, false} { // the field's name is surer than words
		for _, s := range signs {
			named := slices.ContainsFunc(s.params, func(p string) bool {
				return e.Param == p || strings.HasPrefix(e.Param, p+".") || strings.HasSuffix(e.Param, "."+p)
			})
			if s.ability == StrictTools && strings.HasSuffix(e.Param, ".strict") {
				named = true
			}
			if !named && (exact || !s.words.MatchString(e.Message)) {
				continue
			}
			ability := s.ability
			if ability == JSONSchema && !slices.Contains(used, JSONSchema) {
				ability = JSONObject
			}
			if slices.Contains(used, ability) {
				return ability, true
			}
		}
	}
	return "", false
}

// badSchema says that a schema is at fault and not the endpoint, so nothing
// is to be learned from it for other requests.
func badSchema(e *Error) bool {
	return e.Code == "invalid_json_schema" || strings.Contains(e.Message, "Invalid schema")
}
