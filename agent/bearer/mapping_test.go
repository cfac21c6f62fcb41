package bearer

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestClaimsNameUsersAsTheAPIServerDoes(t *testing.T) {
	const claims = `{"sub":"s1","email":"ann@example","email_verified":true,"oid":"o1","groups":["a b","c"],"team":"ops","n":7,"evil":"system:masters","evils":["x","system:masters"]}`
	for name, c := range map[string]struct {
		mapping Mapping
		claims  string
		want    string
		groups  []string
	}{
		"of itself":           {Mapping{}, claims, "https://issuer#s1", nil},
		"email":               {Mapping{UsernameClaim: "email"}, claims, "ann@example", nil},
		"an unproved address": {Mapping{UsernameClaim: "email"}, `{"email":"ann@example","email_verified":false}`, "", nil},
		"prefixes":            {Mapping{UsernameClaim: "oid", UsernamePrefix: "aad:", GroupsClaim: "groups", GroupsPrefix: "aad:"}, claims, "aad:o1", []string{"aad:a b", "aad:c"}},
		"one group":           {Mapping{UsernamePrefix: "-", GroupsClaim: "team"}, claims, "s1", []string{"ops"}},
		"groups are absent":   {Mapping{UsernamePrefix: "-", GroupsClaim: "none"}, claims, "s1", nil},
		"no groups":           {Mapping{UsernamePrefix: "-", GroupsClaim: "groups"}, `{"sub":"s1","groups":null}`, "s1", nil},
		"no such claim":       {Mapping{UsernameClaim: "none"}, claims, "", nil},
		"no name":             {Mapping{UsernameClaim: "n"}, claims, "", nil},
		"groups elsewhere":    {Mapping{GroupsClaim: "groups"}, `{"sub":"s","_claim_names":{"groups":"src1"}}`, "", nil},
		"groups of numbers":   {Mapping{GroupsClaim: "n"}, claims, "", nil},
		"the cluster's own":   {Mapping{UsernameClaim: "evil", UsernamePrefix: "-"}, claims, "", nil},
		"its groups":          {Mapping{GroupsClaim: "evils"}, claims, "", nil},
		"a prefix of ours":    {Mapping{UsernamePrefix: "system:"}, claims, "", nil},
	} {
		u, err := c.mapping.User("https://issuer", func(into any) error { return json.Unmarshal([]byte(c.claims), into) })
		if u.Name != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, u.Name, err, c.want)
		}
		if err == nil && !slices.Equal(u.Groups, append(c.groups, "system:authenticated")) {
			t.Errorf("%s: groups %v", name, u.Groups)
		}
	}
}
