package kube

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// absent reports whether an error says that the object, and not its API, does
// not exist.
func absent(err error, name string) bool {
	var status apierrors.APIStatus
	return apierrors.IsNotFound(err) && errors.As(err, &status) && status.Status().Details != nil && status.Status().Details.Name == name &&
		!strings.Contains(status.Status().Message, "could not find the requested resource")
}

// failure gives an error of the API server its reason of the closed set.
func failure(err error, needs tool.Access, name string) *tool.Failure {
	f := &tool.Failure{Err: err}
	var refused *net.OpError
	var known *tool.Failure
	switch {
	case errors.As(err, &known):
		return known
	case apierrors.IsForbidden(err):
		f.Reason, f.Needs = evidence.Forbidden, "permission to "+needs.String()
	case apierrors.IsUnauthorized(err):
		f.Reason, f.Needs = evidence.Forbidden, "valid credentials for the API server"
	case apierrors.IsNotFound(err) && !absent(err, name):
		f.Reason = evidence.NotInstalled
	case errors.Is(err, context.DeadlineExceeded), apierrors.IsTimeout(err), apierrors.IsServerTimeout(err),
		apierrors.IsTooManyRequests(err), apierrors.IsResourceExpired(err):
		f.Reason = evidence.Timeout
	case errors.As(err, &refused):
		f.Reason, f.Needs = evidence.Unreachable, "a connection to the API server"
	case apierrors.IsServiceUnavailable(err), apierrors.IsInternalError(err):
		f.Reason, f.Needs = evidence.Unreachable, "an API server that answers"
	default:
		f.Reason = evidence.Malformed
	}
	return f
}
