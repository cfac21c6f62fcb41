package bearer

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

// FromFile sends requests with the token that a file holds just then: whoever
// makes short-lived tokens replaces it.
func FromFile(name string, next http.RoundTripper) http.RoundTripper { return fromFile{name, next} }

type fromFile struct {
	name string
	next http.RoundTripper
}

func (f fromFile) RoundTrip(r *http.Request) (*http.Response, error) {
	token, err := read(f.name)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+token)
	return f.next.RoundTrip(r)
}

func read(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("cannot read the token: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, MostTokenBytes+2))
	if err != nil {
		return "", fmt.Errorf("cannot read the token: %w", err)
	}
	token := strings.TrimSpace(string(text))
	if token == "" || len(token) > MostTokenBytes || strings.ContainsAny(token, " \t\r\n") {
		return "", errors.New("cannot use the token: want a file that holds one, and nothing else")
	}
	return token, nil
}
