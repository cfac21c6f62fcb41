package apiserver

import (
	"context"
	"fmt"
	"strings"

	authv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// User may do what its rules say, and what any user may: look at the API's
// own description.
type User struct {
	Name       string
	Config     *rest.Config
	Kubeconfig string // path of the same as a file
}

// As makes a user with exactly these rules in all namespaces, judged by the
// real RBAC authorizer.
func (c *Cluster) As(ctx context.Context, rules []rbacv1.PolicyRule) (User, error) {
	name := fmt.Sprintf("restricted-%d", c.users.Add(1))
	config, kubeconfig, err := c.login(name)
	if err != nil {
		return User{}, err
	}
	rbac, meta := c.typed.RbacV1(), metav1.ObjectMeta{Name: name}
	role := &rbacv1.ClusterRole{ObjectMeta: meta, Rules: rules}
	if _, err := rbac.ClusterRoles().Create(ctx, role, metav1.CreateOptions{}); err != nil {
		return User{}, fmt.Errorf("cannot make the role of %s: %w", name, err)
	}
	binding := &rbacv1.ClusterRoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: name},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: name}},
	}
	if _, err := rbac.ClusterRoleBindings().Create(ctx, binding, metav1.CreateOptions{}); err != nil {
		return User{}, fmt.Errorf("cannot bind the role of %s: %w", name, err)
	}
	// The authorizer learns of both from watches.
	for _, rule := range rules {
		if err := c.effective(ctx, name, rule); err != nil {
			return User{}, fmt.Errorf("cannot wait for the rules of %s: %w", name, err)
		}
	}
	return User{name, config, kubeconfig}, nil
}

// effective waits until the authorizer allows the first that a rule names.
func (c *Cluster) effective(ctx context.Context, user string, rule rbacv1.PolicyRule) error {
	review := &authv1.SubjectAccessReview{Spec: authv1.SubjectAccessReviewSpec{User: user}}
	if len(rule.NonResourceURLs) > 0 {
		review.Spec.NonResourceAttributes = &authv1.NonResourceAttributes{Path: rule.NonResourceURLs[0], Verb: first(rule.Verbs)}
	} else {
		resource, sub, _ := strings.Cut(first(rule.Resources), "/")
		review.Spec.ResourceAttributes = &authv1.ResourceAttributes{
			Verb: first(rule.Verbs), Group: first(rule.APIGroups),
			Resource: resource, Subresource: sub, Name: first(rule.ResourceNames),
		}
	}
	reviews := c.typed.AuthorizationV1().SubjectAccessReviews()
	return wait.PollUntilContextTimeout(ctx, pace, patience, true, func(ctx context.Context) (bool, error) {
		answer, err := reviews.Create(ctx, review, metav1.CreateOptions{})
		return err == nil && answer.Status.Allowed, err
	})
}

func first(of []string) string {
	if len(of) == 0 {
		return ""
	}
	return of[0]
}
