package plan

import (
	"slices"
	"testing"
)

// TestNamesThatProgramsDial tells a host that is quoted letter by letter from a
// name that people say.
func TestNamesThatProgramsDial(t *testing.T) {
	for question, want := range map[string]bool{
		"shop/web cannot reach http://api:8080/v1":             true,
		"web in shop: getaddrinfo ENOTFOUND api":               true,
		"shop/web: could not resolve host: api":                true,
		"lookup api on 10.0.0.10:53: no such host in shop/web": true,
		"shop/web cannot reach api":                            false,
		"web in shop cannot resolve api":                       false,
		"shop/web times out calling api:8080":                  false,
	} {
		r, err := Classify(question)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(r.To, func(m Mention) bool { return m.Name == "api" })
		if i < 0 || r.To[i].Literal != want {
			t.Errorf("%s: read as %+v, want literal %v", question, r.To, want)
		}
	}
}

func TestPortsInWordsAreSpoken(t *testing.T) {
	for question, want := range map[string]bool{
		"shop/web cannot reach payments on port 8080": true,
		"shop/web cannot reach payments:8080":         false,
		"shop/web cannot reach http://payments:8080":  false,
	} {
		r, err := Classify(question)
		if err != nil || len(r.To) != 1 || r.To[0].Port != "8080" || r.To[0].Spoken != want {
			t.Errorf("%s: read as %+v, %v", question, r.To, err)
		}
	}
}
