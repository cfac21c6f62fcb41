package bearer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/agent/access"
)

// Mapping says which user of the cluster a token's claims name. It means what
// the flags --oidc-username-claim and so on of kube-apiserver do, and should be
// set like these: then a user has the rights that kubectl gives them.
type Mapping struct {
	UsernameClaim  string // "sub" if empty
	UsernamePrefix string // the issuer and "#" if empty, none if "-", as kube-apiserver has it
	GroupsClaim    string // no groups if empty
	GroupsPrefix   string
}

// User is who the claims name.
func (m Mapping) User(issuer string, read func(any) error) (u access.User, err error) {
	var claims map[string]json.RawMessage
	if err := read(&claims); err != nil {
		return u, fmt.Errorf("cannot read the token's claims: %w", err)
	}
	claim := m.UsernameClaim
	if claim == "" {
		claim = "sub"
	}
	var name string
	if err := json.Unmarshal(claims[claim], &name); err != nil || name == "" {
		return u, fmt.Errorf("the token is of nobody: its claim %s is no name", claim)
	}
	var verified *bool
	if json.Unmarshal(claims["email_verified"], &verified) == nil && verified != nil && !*verified && claim == "email" {
		return u, errors.New("the token's address of email is not verified")
	}
	u.Name = m.prefix(issuer, claim) + name
	if elsewhere := map[string]json.RawMessage(nil); m.GroupsClaim != "" && json.Unmarshal(claims["_claim_names"], &elsewhere) == nil && elsewhere[m.GroupsClaim] != nil {
		// Entra ID leaves them out where there are more than 200.
		return access.User{}, errors.New("the user is in more groups than the token holds: assign groups to the application, or use app roles")
	}
	var groups words
	if raw := claims[m.GroupsClaim]; m.GroupsClaim != "" && raw != nil && string(raw) != "null" {
		if err := groups.group(raw); err != nil {
			return access.User{}, fmt.Errorf("cannot read the token's groups: %w", err)
		}
	}
	for _, g := range groups {
		u.Groups = append(u.Groups, m.GroupsPrefix+g)
	}
	for _, n := range append([]string{u.Name}, u.Groups...) {
		// An issuer that could name these would be the cluster's administrator.
		if strings.HasPrefix(n, "system:") {
			return access.User{}, fmt.Errorf("the issuer may not name %q", n)
		}
	}
	u.Groups = append(u.Groups, "system:authenticated")
	return u, nil
}

func (m Mapping) prefix(issuer, claim string) string {
	switch {
	case m.UsernamePrefix == "-", m.UsernamePrefix == "" && claim == "email":
		return ""
	case m.UsernamePrefix == "":
		return issuer + "#"
	}
	return m.UsernamePrefix
}

// group reads one group or several; a group's name may hold spaces.
func (w *words) group(raw json.RawMessage) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*w = words{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(w))
}
