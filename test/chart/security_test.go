package chart

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// violations are the checks of a level that a pod does not pass.
func violations(t *testing.T, level api.Level, meta metav1.ObjectMeta, spec corev1.PodSpec) (list []string) {
	t.Helper()
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: api.LatestVersion()}, &meta, &spec) {
		if !r.Allowed {
			list = append(list, r.ForbiddenReason)
		}
	}
	slices.Sort(list)
	return list
}

// templates are all pods by what makes them.
func templates(list []runtime.Object) map[string]corev1.PodTemplateSpec {
	pods := map[string]corev1.PodTemplateSpec{}
	for _, d := range find[*appsv1.Deployment](list) {
		pods["Deployment "+d.Name] = d.Spec.Template
	}
	for _, d := range find[*appsv1.DaemonSet](list) {
		pods["DaemonSet "+d.Name] = d.Spec.Template
	}
	for _, p := range find[*corev1.Pod](list) {
		pods["Pod "+p.Name] = corev1.PodTemplateSpec{ObjectMeta: p.ObjectMeta, Spec: p.Spec}
	}
	return pods
}

func TestPodsMeetPodSecurity(t *testing.T) {
	for values, drops := range map[string]bool{"{}": false, "nodeprobe: {drops: true}": true, everything: true} {
		pods := templates(objects(t, values, nil))
		if len(pods) != 3 {
			t.Fatalf("got %d pods, want agent, probe and test", len(pods))
		}
		for name, pod := range pods {
			want := []string(nil)
			if strings.HasPrefix(name, "DaemonSet") {
				// The kernel tells of devices only in the node's own network and files.
				want = []string{"host namespaces", "restricted volume types"}
				if drops {
					want = append(want, "runAsNonRoot != true", "runAsUser=0", "unrestricted capabilities")
				}
			}
			slices.Sort(want)
			if got := violations(t, api.LevelRestricted, pod.ObjectMeta, pod.Spec); !slices.Equal(got, want) {
				t.Errorf("%s (drops %t) violates %q, want %q", name, drops, got, want)
			}
			if pod.Spec.AutomountServiceAccountToken == nil || *pod.Spec.AutomountServiceAccountToken {
				t.Errorf("%s mounts a token that it did not ask for", name)
			}
			if pod.Labels["azure-extensions-usage-release-identifier"] != "netwhy" {
				t.Errorf("%s lacks the label by which the Marketplace counts", name)
			}
			for _, c := range pod.Spec.Containers {
				if !*c.SecurityContext.ReadOnlyRootFilesystem || len(c.Resources.Requests) == 0 || len(c.Resources.Limits) == 0 {
					t.Errorf("%s may write to its root, or has no bounds", name)
				}
				if !drops && len(c.SecurityContext.Capabilities.Add) > 0 {
					t.Errorf("%s has capabilities", name)
				}
			}
		}
		for _, volume := range pods["DaemonSet netwhy-nodeprobe"].Spec.Volumes {
			if volume.Projected != nil {
				t.Error("the probe has a token")
			}
		}
	}
}

func TestRightsAreToRead(t *testing.T) {
	roles := find[*rbacv1.ClusterRole](objects(t, everything, nil))
	if len(roles) != 4 {
		t.Fatalf("got %d ClusterRoles, want the agent's, two for people and one of the test", len(roles))
	}
	rules := 0
	for _, role := range roles {
		for _, rule := range role.Rules {
			rules++
			for _, resource := range rule.Resources {
				changes := slices.ContainsFunc(rule.Verbs, func(v string) bool { return !slices.Contains([]string{"get", "list", "watch"}, v) })
				asks := slices.Contains([]string{"tokenreviews", "subjectaccessreviews", "investigations"}, resource) && slices.Equal(rule.Verbs, []string{"create"})
				if changes && !asks {
					t.Errorf("%s may %v %s", role.Name, rule.Verbs, resource)
				}
				_, sub, _ := strings.Cut(resource, "/")
				if resource == "secrets" || resource == "*" || slices.Contains(rule.APIGroups, "*") || sub != "" && resource != "pods/log" {
					t.Errorf("%s may %v %v %s", role.Name, rule.Verbs, rule.APIGroups, resource)
				}
			}
			if len(rule.NonResourceURLs) > 0 {
				t.Errorf("%s may reach %v", role.Name, rule.NonResourceURLs)
			}
		}
	}
	if rules < 20 {
		t.Errorf("found only %d rules", rules)
	}
	for _, b := range find[*rbacv1.ClusterRoleBinding](objects(t, "{}", nil)) {
		if len(b.Subjects) != 1 || b.Subjects[0].Kind != "ServiceAccount" || b.RoleRef.Name != b.Name {
			t.Errorf("%s binds %v to %s", b.Name, b.Subjects, b.RoleRef.Name)
		}
	}
	if left := find[*rbacv1.ClusterRole](objects(t, "rbac: {create: false}", nil)); len(left) > 0 {
		t.Errorf("without rbac.create there are %d ClusterRoles", len(left))
	}
}
