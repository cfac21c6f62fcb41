package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordsOfTheTradeMayBeNames(t *testing.T) {
	for question, want := range map[string][]Mention{
		"shop gets no answer from bridge in telemetry":      {{Name: "bridge", Namespace: "telemetry"}},
		"client in namespace shop cannot reach http://api":  {{Name: "client", Namespace: "shop"}},
		"web in shop cannot reach cache":                    {{Name: "cache"}},
		"pods in shop get no answer from order in payments": {{Name: "order", Namespace: "payments"}},
		"services in shop time out":                         nil, // a word for a kind
		"there is a problem in shop":                        nil, // English that nobody calls
		"web in shop cannot reach payments":                 nil,
	} {
		r, err := Classify(question)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, r.Maybe); diff != "" {
			t.Errorf("%s: %s", question, diff)
		}
	}
}

func TestKnownWordsAreRead(t *testing.T) {
	for question, c := range map[string]struct {
		known []string
		want  string
	}{
		"shop gets no answer from bridge in telemetry": {[]string{"bridge"}, "= connection-timeout\n< shop\n> telemetry/bridge\n"},
		"client in shop cannot reach proxy in edge":    {[]string{"client", "proxy"}, "= connection-refused connection-timeout\n< shop/client\n> edge/proxy\n"},
		"client in shop cannot reach payments":         {[]string{"proxy"}, "= connection-refused connection-timeout\n< namespace shop\n> payments\n"},
	} {
		r, err := Classify(question, c.known...)
		if err != nil || write(r) != c.want {
			t.Errorf("%s:\ngot %v\n%swant\n%s", question, err, write(r), c.want)
		}
	}
}
