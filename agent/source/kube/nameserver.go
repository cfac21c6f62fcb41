package kube

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// Nameserver is the address and port of the cluster's DNS Service.
func (s *Source) Nameserver(ctx context.Context) (string, error) {
	reading, err := s.Get(ctx, GetArgs{Resource: "services", Namespace: systemNamespace, Name: "kube-dns"})
	if err != nil {
		return "", err
	}
	var service corev1.Service
	if len(reading.Items) == 1 {
		if err := json.Unmarshal(reading.Items[0], &service); err != nil {
			return "", fmt.Errorf("cannot read the Service kube-dns: %w", err)
		}
	}
	if net.ParseIP(service.Spec.ClusterIP) == nil {
		return "", &tool.Failure{Reason: evidence.NotInstalled, Err: errors.New("the Service kube-system/kube-dns has no address")}
	}
	return net.JoinHostPort(service.Spec.ClusterIP, "53"), nil
}
