package chart

import (
	"context"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// netwhy runs the program as it is in this tree.
func netwhy(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"run", "-trimpath", "-ldflags=-s -w", "./cmd/netwhy"}, args...)...)
	cmd.Dir = "../.."
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0", "GOFLAGS=-p=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// Flags are read in their order, so the last one asks for help when the program
// has taken all that stand before it.
func TestTheProgramTakesTheArguments(t *testing.T) {
	for name, values := range map[string]string{"nothing set": "{}", "all": everything, "others": others} {
		list := objects(t, values, nil)
		for kind, args := range map[string][]string{
			"agent": find[*appsv1.Deployment](list)[0].Spec.Template.Spec.Containers[0].Args,
			"test":  find[*corev1.Pod](list)[0].Spec.Containers[0].Args,
		} {
			if out, err := netwhy(t.Context(), append(slices.Clone(args), "--help")...); err != nil {
				t.Errorf("%s: the %s's arguments %q: %v\n%s", name, kind, args, err, out)
			}
		}
	}
	if out, err := netwhy(t.Context(), "serve", "--nonesuch=1", "--help"); err == nil {
		t.Errorf("an unknown flag was taken: %s", out)
	}
}

// others are values that do not go together with everything.
const others = `
signIn: {clusterToken: false, publicURL: "https://netwhy.example", session: {idle: 30m, absolute: 8h}, accessHelp: "ask me", audience: other,
  oidc: {issuer: "https://issuer.example", clientID: c, clientSecret: {name: s}, accessToken: true, usernameClaim: email, usernamePrefix: "-", groupsClaim: roles, adminGroups: [a, b]}}
hubble: {plaintext: true, relay: "relay.other:80"}
model: {enabled: true, name: m, endpoint: "http://ollama.models:11434/v1", key: {name: k}, settings: {effort: low}}
store: {keepConversations: 30d, keepEvidence: 12h, keepAudit: 700d, sqlite: {persistence: false}}
nodeprobe: {interval: 1s, updateStrategy: {type: OnDelete, rollingUpdate: null}}
ciliumNetworkPolicy: {enabled: true}
serviceAccount: {create: false}
fullnameOverride: why
topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}]
podDisruptionBudget: {enabled: false}
`

func TestTheProgramReadsTheEnvironment(t *testing.T) {
	help, err := netwhy(t.Context(), "serve", "--help")
	if err != nil {
		t.Fatal(err, help)
	}
	seen := 0
	for _, values := range []string{everything, others} {
		for _, e := range find[*appsv1.Deployment](objects(t, values, nil))[0].Spec.Template.Spec.Containers[0].Env {
			if strings.HasPrefix(e.Name, "NETWHY_") {
				if seen++; !strings.Contains(help, "($"+e.Name+")") {
					t.Errorf("the program does not read %s", e.Name)
				}
			}
		}
	}
	if seen < 8 {
		t.Errorf("found only %d variables", seen)
	}
	enum := load(t).Schema
	for _, flag := range regexp.MustCompile(`\(\$NETWHY_MODEL_([A-Z_]+)\)`).FindAllStringSubmatch(help, -1) {
		name := strings.ToLower(strings.ReplaceAll(flag[1], "_", "-"))
		if slices.Contains([]string{"endpoint", "service", "key-file", "key-env", "entra", "token-file"}, name) {
			continue // which values of their own set, or the pod cannot have
		}
		if !strings.Contains(string(enum), `"`+name+`"`) {
			t.Errorf("model.settings does not take %s", name)
		}
	}
}

func TestTheProbeTakesTheArguments(t *testing.T) {
	for _, values := range []string{"{}", "nodeprobe: {drops: true}"} {
		args := find[*appsv1.DaemonSet](objects(t, values, nil))[0].Spec.Template.Spec.Containers[0].Args
		cmd := exec.CommandContext(t.Context(), "go", append([]string{"run", "./cmd/nodeprobe"}, append(slices.Clone(args), "-help")...)...)
		cmd.Dir = "../.."
		cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0", "GOFLAGS=-p=1")
		if out, _ := cmd.CombinedOutput(); strings.Contains(string(out), "not defined") || !strings.Contains(string(out), "-public") {
			t.Errorf("the probe does not take %q: %s", args, out)
		}
	}
}
