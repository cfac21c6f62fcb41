// Package bearer tells whose the bearer token of a request is.
//
// # Contract
//
// [Identify] asks each [Verify] in turn, and names whom the first knows. What
// is not exactly one well-formed bearer token is nobody's, and so is one that no
// issuer vouches for just now: an issuer that does not answer lets nobody in.
//
// A token that was found good stays so for a moment ([Remembered]), by its
// hash: the token itself is kept nowhere.
package bearer

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// Verify names who bears a token. An error is that it does not know.
type Verify func(ctx context.Context, token string) (name string, err error)

// MostTokenBytes bounds what is handed to an issuer.
const MostTokenBytes = 16 << 10

// Identify names who sends a request by its bearer token.
func Identify(ways ...Verify) func(*http.Request) (string, error) {
	return func(r *http.Request) (string, error) {
		token, err := tokenOf(r)
		if err != nil {
			return "", err
		}
		failed := []error{errors.New("nobody knows the bearer token")}
		for _, verify := range ways {
			name, err := verify(r.Context(), token)
			if err == nil && name != "" {
				return name, nil
			}
			failed = append(failed, err)
		}
		return "", errors.Join(failed...)
	}
}

// tokenOf is the token of a request: from its header only, since addresses end
// up in logs.
func tokenOf(r *http.Request) (string, error) {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return "", errors.New("want one Authorization header")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > MostTokenBytes || strings.ContainsAny(token, " \t,") {
		return "", errors.New("want one bearer token")
	}
	return token, nil
}

// As marks names with where they come from: an account of a cluster is not the
// user of that name elsewhere.
func As(origin string, verify Verify) Verify {
	return func(ctx context.Context, token string) (string, error) {
		name, err := verify(ctx, token)
		if err != nil || name == "" {
			return "", err
		}
		return origin + ":" + name, nil
	}
}
