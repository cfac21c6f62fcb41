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
	"github.com/netwhy/netwhy/agent/bearer"
)

// ByClaims knows people by what a token of the issuer says of them, where the
// cluster does not take it. The token was verified before it is handed over.
func ByClaims(issuer string, m bearer.Mapping) Know {
	return func(_ context.Context, token string) (access.User, error) {
		return m.User(issuer, func(claims any) error {
			parts := strings.Split(token, ".")
			if len(parts) != 3 {
				return errors.New("it is no JWT")
			}
			payload, err := base64.RawURLEncoding.DecodeString(parts[1])
			if err != nil {
				return fmt.Errorf("it is no JWT: %w", err)
			}
			return json.Unmarshal(payload, claims)
		})
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
