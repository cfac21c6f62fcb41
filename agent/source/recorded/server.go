package recorded

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// asked is what a request of the API asks for.
type asked struct {
	schema.GroupVersionResource
	namespace, name, sub string
}

// RoundTrip answers a request of the Kubernetes API. The API that is not in the
// files is an error, and no answer.
func (o *Objects) RoundTrip(r *http.Request) (*http.Response, error) {
	a, ok := parse(r.URL.Path)
	switch {
	case ok && a.Resource == "pods" && a.sub == "log":
		return o.log(r, a)
	case !ok || a.sub != "":
		return nil, absent("what " + r.URL.Path + " asks for")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	at, err := o.filled(a)
	if err != nil {
		return nil, err
	}
	known := len(at.objects) > 0
	if known && at.Version != a.Version || !known && !at.whole && o.unserved(a) {
		return says(r, http.StatusNotFound, status(http.StatusNotFound, "the server could not find the requested resource", nil))
	}
	if a.name != "" {
		return at.get(r, a)
	}
	if why := at.lacks(a.namespace, o.served != nil); why != nil {
		return nil, why
	}
	return at.list(r, a.namespace, r.URL.Query())
}

// filled is the shelf of a resource, its files read.
func (o *Objects) filled(a asked) (*shelf, error) {
	at := o.shelf(func(k kube.Kind) bool { return k.Group == a.Group && k.Plural == a.Resource })
	if at == nil {
		return nil, absent(a.Resource)
	}
	key := a.GroupResource()
	for _, f := range o.unread[key] {
		if err := o.read(f, claim{resource: key, whole: !single(f), part: single(f)}); err != nil && at.failed == nil {
			at.failed = err
		}
	}
	delete(o.unread, key)
	if at.failed != nil {
		return nil, &tool.Failure{Reason: evidence.Malformed, Needs: "a file that can be read", Err: at.failed}
	}
	return at, nil
}

// parse takes the path of a request apart.
func parse(path string) (a asked, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case len(parts) > 2 && parts[0] == "api":
		a.Version, parts = parts[1], parts[2:]
	case len(parts) > 3 && parts[0] == "apis":
		a.Group, a.Version, parts = parts[1], parts[2], parts[3:]
	default:
		return a, false
	}
	if parts[0] == "namespaces" && len(parts) > 2 {
		a.namespace, parts = parts[1], parts[2:]
	}
	a.Resource = parts[0]
	if len(parts) > 1 {
		a.name = parts[1]
	}
	if len(parts) > 2 {
		a.sub = parts[2]
	}
	return a, true
}

// absent is the failure of what the files do not hold.
func absent(what string) *tool.Failure {
	return &tool.Failure{Reason: evidence.NotInFiles, Needs: "files with " + what}
}

func (s *shelf) get(r *http.Request, a asked) (*http.Response, error) {
	if found := s.objects[a.namespace+"/"+a.name]; found != nil {
		return says(r, http.StatusOK, s.typed(found.raw))
	}
	if !s.whole && !s.spaces[a.namespace] {
		return nil, absent(strings.TrimSpace(s.Kind.Kind + " " + strings.TrimPrefix(a.namespace+"/"+a.name, "/")))
	}
	return says(r, http.StatusNotFound, status(http.StatusNotFound, fmt.Sprintf("%s %q not found", s.Plural, a.name), &metav1.StatusDetails{Name: a.name, Group: s.Group, Kind: s.Plural}))
}

// lacks says what is missing for a list of a namespace, or of all; nil where it is whole.
func (s *shelf) lacks(namespace string, served bool) error {
	if s.whole || namespace != "" && s.spaces[namespace] {
		return nil
	}
	what := fmt.Sprintf("the whole list of %s (kubectl get %s -o yaml)", s.Named, s.Named)
	switch {
	case s.Namespaced && namespace != "":
		what = fmt.Sprintf("the whole list of %s of namespace %s", s.Named, namespace)
	case s.Namespaced:
		what = fmt.Sprintf("the whole list of %s of all namespaces (kubectl get %s -A -o yaml)", s.Named, s.Named)
	}
	if !served && !slices.Contains(builtIn, s.Group) {
		what += ", or with the APIs that there are (kubectl api-versions > " + servedFile + ")"
	}
	return absent(what)
}

// builtIn are the groups of APIs that every cluster serves.
var builtIn = []string{"", "apps", "discovery.k8s.io", "networking.k8s.io"}

func (s *shelf) list(r *http.Request, namespace string, query url.Values) (*http.Response, error) {
	keep, err := selector(query)
	if err != nil {
		return says(r, http.StatusBadRequest, status(http.StatusBadRequest, err.Error(), nil))
	}
	from, _ := strconv.Atoi(query.Get("continue")) // what is no number is the beginning
	limit, err := strconv.Atoi(query.Get("limit"))
	if err != nil || limit <= 0 {
		limit = len(s.objects)
	}
	var chosen []*object
	var about metav1.ListMeta
	keys := s.keys()
	for i := max(from, 0); i < len(keys); i++ {
		one := s.objects[keys[i]]
		switch {
		case namespace != "" && one.namespace != namespace || !keep(one):
			continue
		case len(chosen) < limit:
			chosen = append(chosen, one)
			continue
		}
		about.Continue = strconv.Itoa(i)
		if namespace == "" && query.Get("labelSelector") == "" && query.Get("fieldSelector") == "" {
			left := int64(len(keys) - i)
			about.RemainingItemCount = &left
		}
		break
	}
	if s.Kind.Kind == "Pod" && wantsTable(r) {
		return podTable(r, about, chosen)
	}
	items := make([]json.RawMessage, len(chosen))
	for i, one := range chosen {
		items[i] = s.typed(one.raw)
	}
	return says(r, http.StatusOK, map[string]any{"apiVersion": s.GroupVersion().String(), "kind": s.Kind.Kind + "List", "metadata": about, "items": items})
}

// keys are those of all objects, in order.
func (s *shelf) keys() []string {
	if s.sorted == nil {
		s.sorted = slices.Sorted(maps.Keys(s.objects))
	}
	return s.sorted
}

// typed is an object that says what it is.
func (s *shelf) typed(raw json.RawMessage) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return raw
	}
	fields["apiVersion"], fields["kind"] = json.RawMessage(strconv.Quote(s.GroupVersion().String())), json.RawMessage(strconv.Quote(s.Kind.Kind))
	data, err := json.Marshal(fields)
	if err != nil {
		return raw
	}
	return data
}

func status(code int32, message string, details *metav1.StatusDetails) metav1.Status {
	reason := metav1.StatusReasonBadRequest
	if code == http.StatusNotFound {
		reason = metav1.StatusReasonNotFound
	}
	return metav1.Status{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}, Status: metav1.StatusFailure,
		Code: code, Reason: reason, Message: message, Details: details,
	}
}

func says(r *http.Request, code int, body any) (*http.Response, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("cannot answer from the files: %w", err)
	}
	return &http.Response{
		StatusCode: code, Status: http.StatusText(code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(data)), ContentLength: int64(len(data)),
	}, nil
}
