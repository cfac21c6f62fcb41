package kube

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/sync/errgroup"
	flowcontrol "k8s.io/api/flowcontrol/v1"
	rbac "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// counting tells of the first answer that has a status, and counts all.
type counting struct {
	next  http.RoundTripper
	code  int
	first sync.Once
	seen  chan struct{}
	count *atomic.Int32
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.next.RoundTrip(r)
	if err == nil && answer.StatusCode == c.code {
		c.count.Add(1)
		c.first.Do(func() { close(c.seen) })
	}
	return answer, err
}

// A real API server has room for one request of the user at a time at first, by its
// priority and fairness, and turns all others away.
func TestWhatTheAPIServerHasNoRoomForIsAskedLater(t *testing.T) {
	cluster := shared.Cluster(t)
	admin, err := kubernetes.NewForConfig(cluster.Admin)
	if err != nil {
		t.Fatal(err)
	}
	const name = "pressed"
	none, some := int32(0), int32(10)
	level, err := admin.FlowcontrolV1().PriorityLevelConfigurations().Create(t.Context(), &flowcontrol.PriorityLevelConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: flowcontrol.PriorityLevelConfigurationSpec{Type: flowcontrol.PriorityLevelEnablementLimited, Limited: &flowcontrol.LimitedPriorityLevelConfiguration{
			NominalConcurrencyShares: &none, BorrowingLimitPercent: &none, LimitResponse: flowcontrol.LimitResponse{Type: flowcontrol.LimitResponseTypeReject},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = admin.FlowcontrolV1().FlowSchemas().Create(t.Context(), &flowcontrol.FlowSchema{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: flowcontrol.FlowSchemaSpec{
			PriorityLevelConfiguration: flowcontrol.PriorityLevelConfigurationReference{Name: name}, MatchingPrecedence: 2,
			Rules: []flowcontrol.PolicyRulesWithSubjects{{
				Subjects:      []flowcontrol.Subject{{Kind: flowcontrol.SubjectKindUser, User: &flowcontrol.UserSubject{Name: name}}},
				ResourceRules: []flowcontrol.ResourcePolicyRule{{Verbs: []string{"*"}, APIGroups: []string{"*"}, Resources: []string{"*"}, ClusterScope: true, Namespaces: []string{"*"}}},
			}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = admin.RbacV1().ClusterRoleBindings().Create(t.Context(), &rbac.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: name}, Subjects: []rbac.Subject{{Kind: rbac.UserKind, Name: name}}, RoleRef: rbac.RoleRef{APIGroup: rbac.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	refused := &counting{code: http.StatusTooManyRequests, seen: make(chan struct{}), count: &atomic.Int32{}}
	config := rest.CopyConfig(cluster.Admin)
	config.Impersonate.UserName = name
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { refused.next = next; return refused })
	source, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		<-refused.seen
		level.Spec.Limited.NominalConcurrencyShares = &some
		_, err := admin.FlowcontrolV1().PriorityLevelConfigurations().Update(context.WithoutCancel(t.Context()), level, metav1.UpdateOptions{})
		opened <- err
	}()
	// Until the API server has heard of the level, it serves the user as any other, and
	// before it has heard of the user, it does not.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for refused.count.Load() == 0 {
		var crowd errgroup.Group
		for i := range 30 {
			crowd.Go(func() error {
				_, err := source.Get(ctx, GetArgs{Resource: "nodes", Name: fmt.Sprintf("node-%d", i)})
				var failed *tool.Failure
				if errors.As(err, &failed) && failed.Reason == evidence.Forbidden {
					return nil
				}
				return err
			})
		}
		if err := crowd.Wait(); err != nil {
			t.Fatalf("refused %d times: %v", refused.count.Load(), err)
		}
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
}
