package evidence

import "strings"

// calls stands between the two ends of a Call.
const calls = " → "

// CallOf makes the subject of a call: by a workload, or by the pods of a
// namespace, to a Service, a Port or a Host.
func CallOf(caller, callee Subject) Subject {
	caller.Scope, caller.To = Call, callee.String()
	return caller
}

// Caller is who makes a call.
func (s Subject) Caller() Subject { return Object(s.Kind, s.Namespace, s.Name) }

// Callee is what is called: of a Call, what it goes to; of any other subject,
// the subject.
func (s Subject) Callee() Subject {
	if s.Scope != Call {
		return s
	}
	callee, err := ParseSubject(s.To)
	if err != nil {
		return Subject{}
	}
	return callee
}

// PortOf makes the subject of a port, PodPort or Port, that a Service is called on.
func PortOf(scope Scope, service Subject, port string) Subject {
	return Of(scope, service.Namespace, service.Name+":"+port)
}

// Number is the port of a Port or a PodPort; empty for any other subject.
func (s Subject) Number() string {
	if s.Scope != Port && s.Scope != PodPort {
		return ""
	}
	return s.Name[strings.LastIndexByte(s.Name, ':')+1:]
}

// Object is the thing of the cluster that a subject stands for: who makes a
// call, the Service that has a port, and any other subject itself.
func (s Subject) Object() Subject {
	switch s.Scope {
	case Call:
		return s.Caller()
	case Port, PodPort:
		return Of(Service, s.Namespace, strings.TrimSuffix(s.Name, ":"+s.Number()))
	}
	return s
}

// Ends are the things that a subject is about: both ends of a call, otherwise
// the one that it stands for.
func (s Subject) Ends() []Subject {
	if s.Scope == Call {
		return []Subject{s.Caller(), s.Callee().Object()}
	}
	return []Subject{s.Object()}
}
