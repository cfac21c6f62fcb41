package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/access"
)

// ByClaims knows people by what the ID token says of them, where there is no
// cluster to ask. The token was verified before it is handed over.
func ByClaims(name, groups string) Know {
	return func(_ context.Context, token string) (user access.User, err error) {
		parts := strings.Split(token, ".")
		if len(parts) != 3 {
			return user, errors.New("cannot read the ID token")
		}
		payload, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err != nil {
			return user, fmt.Errorf("cannot read the ID token: %w", err)
		}
		var claims map[string]any
		if err := json.Unmarshal(payload, &claims); err != nil {
			return user, fmt.Errorf("cannot read the ID token: %w", err)
		}
		user.Name, _ = claims[name].(string)
		user.UID, _ = claims["sub"].(string)
		if user.Name == "" {
			return user, fmt.Errorf("the ID token has no claim %q to name its user by", name)
		}
		switch list := claims[groups].(type) {
		case string:
			user.Groups = []string{list}
		case []any:
			for _, g := range list {
				if text, is := g.(string); is {
					user.Groups = append(user.Groups, text)
				}
			}
		case nil:
			// Entra ID leaves them out where there are more than 200.
			if elsewhere, _ := claims["_claim_names"].(map[string]any); elsewhere[groups] != nil {
				return user, errors.New("the user is in more groups than the ID token holds: assign groups to the application, or use app roles")
			}
		}
		return user, nil
	}
}

// Everybody is the group of all whom the issuer knows.
const Everybody = "*"

// ByGroups gives roles to members of groups.
func ByGroups(users, admins []string) Allowed {
	in := func(u access.User, groups []string) bool {
		return slices.ContainsFunc(groups, func(g string) bool { return g != "" && (g == Everybody || slices.Contains(u.Groups, g)) })
	}
	return func(_ context.Context, u access.User) (Role, error) {
		switch {
		case in(u, admins):
			return Admin, nil
		case in(u, users):
			return User, nil
		}
		return Refused, nil
	}
}
