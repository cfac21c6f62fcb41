package socket

import "strings"

// sysctl is what the pod's specification sets, "" if it does not.
func (p pod) sysctl(name string) string {
	if p.object.Spec.SecurityContext == nil {
		return ""
	}
	for _, s := range p.object.Spec.SecurityContext.Sysctls {
		if strings.ReplaceAll(s.Name, "/", ".") == name {
			return s.Value
		}
	}
	return ""
}

// fact is what is known of the pod's network beside counters; a gauge that is not
// told is 0.
func (p pod) fact(name string) string {
	if value, known := p.Fact(name); known {
		return value
	}
	return "0"
}
