package main

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"netwhy":         func() { os.Exit(run(os.Args, os.Stdout, os.Stderr)) },
		"kubectl-netwhy": func() { os.Exit(run(os.Args, os.Stdout, os.Stderr)) },
	})
}

// explains is a model that looks no further, and explains with a lie among it.
// Under the name of "citing" it cites the cause if there is one; as "silent" it
// says nothing, and as "flaky" nothing where there is no cause; as "whole" it does
// all that "netwhy model check" tries.
var explains = llmtest.Answering(func(request llmtest.Request) llmtest.Say {
	say := llmtest.Say{Text: "The facts suffice.", Tokens: &llmtest.Tokens{Input: 100, Output: 20}}
	cause := strings.Contains(request.Raw, `\"id\":\"C3\"`)
	cites := `["A2"]`
	if cause && (request.Body["model"] == "citing" || request.Body["model"] == "flaky") {
		cites = `["A2","C3"]`
	}
	if request.Body["model"] == "silent" || request.Body["model"] == "flaky" && !cause {
		return llmtest.Say{}
	}
	if request.Body["model"] == "whole" {
		switch {
		case strings.Contains(request.Raw, "json_schema"):
			say.Text = `{"colour":"red"}`
		case request.Body["tool_choice"] == "required":
			say.Text = ""
			say.Calls = []llmtest.Call{{ID: "c1", Name: "weigh", Arguments: `{"fruit":"apple"}`}, {ID: "c2", Name: "weigh", Arguments: `{"fruit":"pear"}`}}
		}
		return say
	}
	if strings.Contains(request.Raw, "json_schema") {
		say.Text = `{"sentences":[{"text":"What was asked is answered by the summary.","cites":` + cites + `,"hypothesis":false},{"text":"The Service billing is broken.","cites":["A2"],"hypothesis":false}],"unclear":false}`
	}
	return say
})

func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			model := httptest.NewServer(llmtest.New(explains))
			e.Defer(model.Close)
			e.Setenv("MODEL", model.URL+"/v1")
			demo, err := os.Getwd()
			e.Setenv("DEMO", demo+"/demo")
			return err
		},
	})
}
