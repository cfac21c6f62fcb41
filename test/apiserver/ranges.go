package apiserver

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
)

// serviceCIDR is the kind that adds a range of ClusterIPs.
const serviceCIDR = "ServiceCIDR"

// allocates waits until Services can have addresses of a ServiceCIDR. Its
// condition Ready is not enough, since the allocator learns of it from a watch;
// so a Service is created as a dry run until its address is not out of range.
func (c *Cluster) allocates(ctx context.Context, o *unstructured.Unstructured) error {
	cidrs, _, _ := unstructured.NestedStringSlice(o.Object, "spec", "cidrs")
	for _, cidr := range cidrs {
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil {
			return fmt.Errorf("cannot read the range of %s: %w", title(o), err)
		}
		probe := &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Name: "probe"},
			Spec: corev1.ServiceSpec{
				ClusterIP: prefix.Masked().Addr().Next().String(),
				Ports:     []corev1.ServicePort{{Port: 80}},
			},
		}
		dry := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
		err = wait.PollUntilContextTimeout(ctx, pace, patience, true, func(ctx context.Context) (bool, error) {
			_, err := c.typed.CoreV1().Services(metav1.NamespaceDefault).Create(ctx, probe, dry)
			switch {
			case err == nil, strings.Contains(err.Error(), "already allocated"):
				return true, nil
			case strings.Contains(err.Error(), "not in the valid range"):
				return false, nil
			default:
				return false, err
			}
		})
		if err != nil {
			return fmt.Errorf("cannot wait for %s: %w", title(o), err)
		}
	}
	return nil
}
