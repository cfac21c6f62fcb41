package ingress

import "encoding/json"

// replace is the JSON patch that changes a value, and is refused where the
// value is no longer what was seen.
func replace(pointer string, from, to any) string {
	type step struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value any    `json:"value"`
	}
	patch, err := json.Marshal([]step{{"test", pointer, from}, {"replace", pointer, to}})
	if err != nil {
		panic(err) // callers pass strings, numbers and ports only
	}
	return string(patch)
}

// merge is the merge patch that sets one field of the spec.
func merge(field, value string) string {
	patch, err := json.Marshal(map[string]map[string]string{"spec": {field: value}})
	if err != nil {
		panic(err) // strings only
	}
	return string(patch)
}
