package house

import (
	"slices"
	"strings"
	"testing"
)

// rule forbids packages under a folder to import others, directly or by way of
// packages of this module.
type rule struct {
	folder  string
	never   []string // import path, or its beginning if it ends in /
	except  []string // folders that the rule leaves alone
	direct  bool     // only direct imports count
	because string
}

var rules = []rule{
	{folder: "checks", never: []string{"net", "net/http", "os", "os/exec", "math/rand", "math/rand/v2", "crypto/rand", "io/fs", "k8s.io/client-go/", "google.golang.org/grpc/", "github.com/miekg/dns", module + "agent/"},
		except: []string{"checks/checktest"}, because: "a verdict is a function of the record"},
	{folder: "agent/llm", never: []string{module + "agent/source/", module + "agent/bundle", "k8s.io/client-go/"}, because: "the model holds no handle that reaches a cluster"},
	{folder: "agent/source", never: []string{module + "agent/llm", module + "agent/plan"}, because: "collection never improvises"},
	{folder: "agent/plan", never: []string{module + "agent/source", module + "agent/source/", "k8s.io/client-go/"}, because: "planning asks through the tools, and holds no client"},
	{folder: "nodeprobe", never: []string{"k8s.io/", "go.opentelemetry.io/", module + "agent/", "github.com/mark3labs/mcp-go/"}, because: "the binary on every node stays tiny"},
	{folder: "cmd/nodeprobe", never: []string{"k8s.io/", "go.opentelemetry.io/", module + "agent/", "github.com/mark3labs/mcp-go/"}, because: "the binary on every node stays tiny"},
	{folder: "", never: []string{"github.com/cilium/cilium/pkg/policy", "github.com/cilium/cilium/pkg/policy/", "github.com/cilium/cilium/pkg/option", "github.com/cilium/cilium/pkg/labelsfilter"},
		except: []string{"checks/reach", "test"}, direct: true, because: "Cilium keeps its configuration in variables of the process, and one package guards them"},
	{folder: "agent", never: []string{"go.opentelemetry.io/otel/sdk/", "go.opentelemetry.io/otel/exporters/", "go.opentelemetry.io/contrib/"},
		except: []string{"agent/telemetry/exporter"}, because: "the engine tells through the interface alone; the program decides whether and whereto"},
	{folder: "", never: []string{"os/exec"}, except: []string{"test"}, direct: true, because: "netwhy runs no other program"},
}

func TestNobodyImportsWhatItMayNot(t *testing.T) {
	reach := reachable(t)
	for _, r := range rules {
		for _, s := range sources(t) {
			if s.test || !under(s.folder, r.folder) || slices.ContainsFunc(r.except, func(f string) bool { return under(s.folder, f) }) {
				continue
			}
			imports := s.imports
			if !r.direct {
				for _, i := range s.imports {
					imports = append(imports, reach[strings.TrimPrefix(i, module)]...)
				}
			}
			for _, i := range imports {
				if slices.ContainsFunc(r.never, func(n string) bool { return i == n || strings.HasSuffix(n, "/") && strings.HasPrefix(i, n) }) {
					t.Errorf("%s must not import %s, not even by way of another package: %s", s.path, i, r.because)
				}
			}
		}
	}
}

// only says which single folder may import an SDK.
var only = map[string]string{
	"k8s.io/client-go/":                     "agent/source/kube",
	"github.com/miekg/dns":                  "agent/source/dns",
	"github.com/mark3labs/mcp-go/":          "agent/mcp",
	"github.com/coreos/go-oidc/":            "agent/bearer agent/signin",
	"golang.org/x/oauth2":                   "agent/signin",
	"github.com/alexedwards/scs/v2":         "agent/signin",
	"github.com/mdlayher/netlink":           "nodeprobe/deadline nodeprobe/nic nodeprobe/socket",
	"github.com/cilium/ebpf/":               "nodeprobe/drop",
	"github.com/prometheus/":                "agent/source/cilium agent/telemetry/exporter",
	"github.com/sashabaranov/go-openai":     "agent/llm",
	"github.com/Azure/azure-sdk-for-go/":    "agent/llm",
	"github.com/hashicorp/go-retryablehttp": "agent/llm",
	"github.com/sony/gobreaker/v2":          "agent/llm",
	"go.opentelemetry.io/otel":              "agent/telemetry agent/telemetry/exporter agent/llm/span",
	"go.opentelemetry.io/otel/":             "agent/telemetry agent/telemetry/exporter agent/llm/span",
	"go.opentelemetry.io/contrib/":          "agent/telemetry/exporter",
	"go.opentelemetry.io/proto/":            "agent/telemetry/telemetrytest",
	"github.com/cilium/cilium/pkg/policy":   "checks/reach",
	"github.com/cilium/cilium/api/v1/":      "agent/source/hubble checks/hubble",
	"google.golang.org/grpc/":               "agent/source/hubble",
	"github.com/google/jsonschema-go/":      "agent/llm agent/tool agent/report agent/evaluation agent/mcp",
	"github.com/spf13/cobra":                "cmd/netwhy",
	"modernc.org/sqlite":                    "agent/store",
	"github.com/jackc/pgx/v5":               "agent/store",
	"github.com/jackc/pgx/v5/":              "agent/store",
	"github.com/pressly/goose/v3":           "agent/store",
	"github.com/pressly/goose/v3/":          "agent/store",
	"sigs.k8s.io/controller-runtime/client": "nobody",
}

func TestEachSDKHasOneImporter(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.imports {
			for sdk, folders := range only {
				if (i == sdk || strings.HasSuffix(sdk, "/") && strings.HasPrefix(i, sdk)) && !s.test && !under(s.folder, "test") && !slices.Contains(strings.Fields(folders), s.folder) {
					t.Errorf("%s imports %s, which only %s may: an SDK that is wrapped once can be replaced", s.path, i, folders)
				}
			}
		}
	}
}

func TestOneAreaDoesNotImportAnother(t *testing.T) {
	shared := []string{"checks/evidence", "checks/kube", "checks/netns", "checks/hubble", "checks/reach", "checks/ruleset", "checks/checktest"}
	for _, s := range sources(t) {
		area, isArea := strings.CutPrefix(s.folder, "checks/")
		if !isArea || area == "catalog" || area == "cause" {
			continue
		}
		for _, i := range s.imports {
			other, ok := strings.CutPrefix(i, module)
			if ok && strings.HasPrefix(other, "checks/") && other != s.folder && !slices.Contains(shared, other) {
				t.Errorf("%s imports %s: each area reads alone", s.path, other)
			}
		}
	}
}

// reachable are all imports of each folder of the module, followed within it.
func reachable(t *testing.T) map[string][]string {
	direct := map[string][]string{}
	for _, s := range sources(t) {
		if !s.test {
			direct[s.folder] = append(direct[s.folder], s.imports...)
		}
	}
	all := map[string][]string{}
	for folder := range direct {
		seen := map[string]bool{}
		queue := slices.Clone(direct[folder])
		for len(queue) > 0 {
			i := queue[0]
			queue = queue[1:]
			if !seen[i] {
				seen[i] = true
				all[folder] = append(all[folder], i)
				queue = append(queue, direct[strings.TrimPrefix(i, module)]...)
			}
		}
	}
	return all
}

func under(folder, parent string) bool {
	return parent == "" || folder == parent || strings.HasPrefix(folder, parent+"/")
}
