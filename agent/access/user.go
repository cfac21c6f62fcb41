package access

import "errors"

// ErrSilent is that the API server does not answer who somebody is or what they
// may: which is not that they may not.
var ErrSilent = errors.New("the API server does not answer")

// User is who asks, as the API server knows them: what a SubjectAccessReview
// takes (authorization.k8s.io/v1, SubjectAccessReviewSpec).
type User struct {
	Name   string              `json:"name"`
	UID    string              `json:"uid,omitempty"`
	Groups []string            `json:"groups,omitempty"`
	Extra  map[string][]string `json:"extra,omitempty"`
}
