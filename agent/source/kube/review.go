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

	authv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

const (
	reviewPath      = "/apis/authentication.k8s.io/v1/tokenreviews"
	mostReviewBytes = 1 << 20
)

// Reviewer asks the API server whose a token is. A review stores nothing; it is
// a connection of its own, since it is sent by POST, and nothing else passes.
type Reviewer struct {
	client   *http.Client
	at       string
	audience string
}

// NewReviewer prepares to ask about tokens that were issued for an audience. A
// token for another, such as the API server itself, is nobody's here: whoever
// received it for that could otherwise replay it.
func NewReviewer(config *rest.Config, audience string) (*Reviewer, error) {
	if audience == "" {
		return nil, errors.New("cannot review tokens of every audience: name one")
	}
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
	return &Reviewer{client, strings.TrimSuffix(server.String(), "/") + reviewPath, audience}, nil
}

// Review is the name of who bears a token. It is an error that nobody does, or
// that the API server does not say.
func (r *Reviewer) Review(ctx context.Context, token string) (string, error) {
	body, err := json.Marshal(authv1.TokenReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "authentication.k8s.io/v1", Kind: "TokenReview"},
		Spec:     authv1.TokenReviewSpec{Token: token, Audiences: []string{r.audience}},
	})
	if err != nil {
		return "", fmt.Errorf("cannot write the token review: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.at, bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("cannot ask for a token review: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := r.client.Do(request)
	if err != nil {
		return "", fmt.Errorf("cannot ask for a token review: %w", err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read as far as is needed
	if response.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("cannot review the token: the API server answers %s; may this account create tokenreviews?", response.Status)
	}
	var review authv1.TokenReview
	if err := json.NewDecoder(io.LimitReader(response.Body, mostReviewBytes)).Decode(&review); err != nil {
		return "", fmt.Errorf("cannot read the token review: %w", err)
	}
	status := review.Status
	switch {
	case !status.Authenticated || status.Error != "" || status.User.Username == "":
		return "", errors.New("the API server does not know the token")
	case !slices.Contains(status.Audiences, r.audience):
		// An authenticator that knows no audiences says none: then it did not
		// check what was asked.
		return "", fmt.Errorf("the token is not for the audience %q", r.audience)
	}
	return status.User.Username, nil
}

type onlyReviews struct{ next http.RoundTripper }

func (o onlyReviews) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, reviewPath) {
		return nil, fmt.Errorf("refused %s %s: only token reviews are sent here", r.Method, r.URL.Path)
	}
	return o.next.RoundTrip(r)
}
