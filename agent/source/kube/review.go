package kube

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/tool"
	authv1 "k8s.io/api/authentication/v1"
	authzv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

const mostReviewBytes = 1 << 20

// Reviewer asks the API server whose a token is, and what they may. A review
// stores nothing; it is a connection of its own, since it is sent by POST, and
// nothing else passes.
type Reviewer struct {
	client *http.Client
	server string
}

// NewReviewer prepares to ask, with the permissions of a client configuration:
// it has to be allowed to create tokenreviews and subjectaccessreviews.
func NewReviewer(config *rest.Config) (*Reviewer, error) {
	config = rest.CopyConfig(config)
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return onlyReviews{next} })
	config.UserAgent = "netwhy"
	config.Timeout = 10 * time.Second
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("cannot use the cluster's configuration: %w", err)
	}
	server, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return nil, fmt.Errorf("cannot read the API server's address: %w", err)
	}
	return &Reviewer{client, strings.TrimSuffix(server.String(), "/")}, nil
}

// Token finds who bears a token that was issued for an audience. It is an error
// that nobody does, or that the API server does not say. A token for another
// audience, such as the API server itself, is nobody's here: whoever received it
// for that could otherwise replay it.
func (r *Reviewer) Token(audience string) func(context.Context, string) (access.User, error) {
	return func(ctx context.Context, token string) (access.User, error) {
		review := authv1.TokenReview{
			TypeMeta: metav1.TypeMeta{APIVersion: "authentication.k8s.io/v1", Kind: "TokenReview"},
			Spec:     authv1.TokenReviewSpec{Token: token, Audiences: []string{audience}},
		}
		answer, err := ask(ctx, r, tokenReviews, review)
		if err != nil {
			return access.User{}, err
		}
		status := answer.Status
		switch {
		case audience == "":
			return access.User{}, errors.New("cannot review tokens of every audience: name one")
		case !status.Authenticated || status.Error != "":
			return access.User{}, errors.New("the API server does not know the token")
		case !slices.Contains(status.Audiences, audience):
			// An authenticator that knows no audiences says none: then it did not
			// check what was asked.
			return access.User{}, fmt.Errorf("the token is not for the audience %q", audience)
		}
		return userOf(status.User)
	}
}

// OwnToken finds who bears a token that is good for the API server itself. Only
// for tokens that their bearer hands over knowingly: whoever holds one is them.
func (r *Reviewer) OwnToken(ctx context.Context, token string) (access.User, error) {
	answer, err := ask(ctx, r, tokenReviews, authv1.TokenReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "authentication.k8s.io/v1", Kind: "TokenReview"}, Spec: authv1.TokenReviewSpec{Token: token},
	})
	switch {
	case err != nil:
		return access.User{}, err
	case !answer.Status.Authenticated || answer.Status.Error != "":
		return access.User{}, errors.New("the API server does not know the token")
	}
	return userOf(answer.Status.User)
}

// Self finds who the API server takes the bearer of a token for, as which it
// lets them in. The token is sent to the API server and kept nowhere.
func Self(config *rest.Config) (func(context.Context, string) (access.User, error), error) {
	bare := rest.AnonymousClientConfig(config)
	if _, err := NewReviewer(bare); err != nil {
		return nil, err
	}
	return func(ctx context.Context, token string) (access.User, error) {
		if token == "" {
			return access.User{}, errors.New("cannot ask who bears no token")
		}
		theirs := rest.CopyConfig(bare)
		theirs.BearerToken = token
		r, err := NewReviewer(theirs)
		if err != nil {
			return access.User{}, err
		}
		defer r.client.CloseIdleConnections()
		review := authv1.SelfSubjectReview{TypeMeta: metav1.TypeMeta{APIVersion: "authentication.k8s.io/v1", Kind: "SelfSubjectReview"}}
		answer, err := ask(ctx, r, selfReviews, review)
		if err != nil {
			return access.User{}, err
		}
		if answer.Status.UserInfo.Username == anonymous {
			return access.User{}, errors.New("the API server does not know the token")
		}
		return userOf(answer.Status.UserInfo)
	}, nil
}

const anonymous = "system:anonymous"

func userOf(info authv1.UserInfo) (access.User, error) {
	if info.Username == "" {
		return access.User{}, errors.New("the API server names nobody")
	}
	u := access.User{Name: info.Username, UID: info.UID, Groups: info.Groups, Extra: map[string][]string{}}
	for name, values := range info.Extra {
		u.Extra[name] = values
	}
	return u, nil
}

// Access says whether a user may. It implements [access.Review].
func (r *Reviewer) Access(ctx context.Context, u access.User, a tool.Access) (bool, error) {
	resource, part, _ := strings.Cut(a.Resource, "/")
	spec := authzv1.SubjectAccessReviewSpec{
		User: u.Name, UID: u.UID, Groups: u.Groups, Extra: map[string]authzv1.ExtraValue{},
		ResourceAttributes: &authzv1.ResourceAttributes{Verb: a.Verb, Group: a.Group, Resource: resource, Subresource: part, Namespace: a.Namespace},
	}
	for name, values := range u.Extra {
		spec.Extra[name] = values
	}
	review := authzv1.SubjectAccessReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "authorization.k8s.io/v1", Kind: "SubjectAccessReview"}, Spec: spec,
	}
	answer, err := ask(ctx, r, accessReviews, review)
	return err == nil && answer.Status.Allowed && !answer.Status.Denied, err
}

// The paths that reviews are sent to.
const (
	tokenReviews  = "/apis/authentication.k8s.io/v1/tokenreviews"
	selfReviews   = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
	accessReviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
)

// ask sends a review. The answer is read into one of its own: what was sent holds
// lists of the user's, which others read meanwhile.
func ask[T any](ctx context.Context, r *Reviewer, path string, review T) (answer T, err error) {
	body, err := json.Marshal(review)
	if err != nil {
		return answer, fmt.Errorf("cannot write the review: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.server+path, bytes.NewReader(body))
	if err != nil {
		return answer, fmt.Errorf("cannot ask for a review: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := r.client.Do(request)
	if err != nil {
		return answer, fmt.Errorf("cannot ask for a review: %w: %w", access.ErrSilent, err)
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusCreated:
	case http.StatusUnauthorized:
		return answer, errors.New("the API server does not know the token")
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return answer, fmt.Errorf("cannot review: %w: it answers %s", access.ErrSilent, response.Status)
	default:
		return answer, fmt.Errorf("cannot review: the API server answers %s; may this account create %s?", response.Status, path[strings.LastIndexByte(path, '/')+1:])
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, mostReviewBytes)).Decode(&answer); err != nil {
		return answer, fmt.Errorf("cannot read the review: %w", err)
	}
	return answer, nil
}

type onlyReviews struct{ next http.RoundTripper }

func (o onlyReviews) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		for _, path := range []string{tokenReviews, selfReviews, accessReviews} {
			if strings.HasSuffix(r.URL.Path, path) {
				return o.next.RoundTrip(r)
			}
		}
	}
	return nil, fmt.Errorf("refused %s %s: only reviews are sent here", r.Method, r.URL.Path)
}
