package realcluster

import (
	"context"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// Settled waits until all workloads are as they are meant to be, and no pod is
// on its way.
func (c *Cluster) Settled(ctx context.Context) error {
	client, err := c.Client()
	if err != nil {
		return err
	}
	return c.until(ctx, "the pods", func(ctx context.Context) error { return settled(ctx, client) })
}

func settled(ctx context.Context, client kubernetes.Interface) error {
	deployments, err := client.AppsV1().Deployments("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, d := range deployments.Items {
		want, s := *d.Spec.Replicas, d.Status
		if s.ObservedGeneration != d.Generation || s.UpdatedReplicas != want || s.AvailableReplicas != want || s.Replicas != want {
			return fmt.Errorf("deployment %s/%s: %d wanted, %d updated, %d available, %d in all", d.Namespace, d.Name, want, s.UpdatedReplicas, s.AvailableReplicas, s.Replicas)
		}
	}
	sets, err := client.AppsV1().DaemonSets("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, d := range sets.Items {
		want, s := d.Status.DesiredNumberScheduled, d.Status
		if s.ObservedGeneration != d.Generation || s.UpdatedNumberScheduled != want || s.NumberAvailable != want {
			return fmt.Errorf("daemonset %s/%s: %d wanted, %d updated, %d available", d.Namespace, d.Name, want, s.UpdatedNumberScheduled, s.NumberAvailable)
		}
	}
	pods, err := client.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, p := range pods.Items {
		if p.DeletionTimestamp != nil {
			return errors.New("pod " + p.Namespace + "/" + p.Name + " is ending")
		}
	}
	return nil
}

// Pods are the running pods of a namespace that a label selector selects.
func (c *Cluster) Pods(ctx context.Context, namespace, selector string) ([]Pod, error) {
	client, err := c.Client()
	if err != nil {
		return nil, err
	}
	list, err := client.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: selector})
	if err != nil {
		return nil, fmt.Errorf("cannot list the pods of %s: %w", namespace, err)
	}
	var pods []Pod
	for _, p := range list.Items {
		if p.Status.Phase == corev1.PodRunning {
			pods = append(pods, Pod{p.Namespace, p.Name, string(p.UID), p.Spec.NodeName, p.Status.PodIP})
		}
	}
	return pods, nil
}

// Client is a client of the administrator.
func (c *Cluster) Client() (kubernetes.Interface, error) {
	if c.client != nil {
		return c.client, nil
	}
	config, err := c.Config()
	if err != nil {
		return nil, err
	}
	if c.client, err = kubernetes.NewForConfig(config); err != nil {
		return nil, fmt.Errorf("cannot make a client: %w", err)
	}
	return c.client, nil
}
