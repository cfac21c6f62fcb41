// Package bearer tells whose the bearer token of a request is.
//
// # Contract
//
// [Identify] asks each [Verify] in turn, and says whom the first knows. Users are
// those of the API server: a token of an issuer is of the user that the API
// server would take its bearer for, were it given the same settings. What
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

	"github.com/netwhy/netwhy/agent/access"
)

// Verify says who bears a token. An error is that it does not know.
type Verify func(ctx context.Context, token string) (access.User, error)

// MostTokenBytes bounds what is handed to an issuer.
const MostTokenBytes = 16 << 10

// Identify says who sends a request by its bearer token.
func Identify(ways ...Verify) func(*http.Request) (access.User, error) {
	return func(r *http.Request) (access.User, error) {
		token, err := tokenOf(r)
		if err != nil {
			return access.User{}, err
		}
		failed := []error{errors.New("nobody knows the bearer token")}
		for _, verify := range ways {
			user, err := verify(r.Context(), token)
			if err == nil && user.Name != "" {
				return user, nil
			}
			failed = append(failed, err)
		}
		return access.User{}, errors.Join(failed...)
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
