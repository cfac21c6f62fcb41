// Package kube derives plain facts from Kubernetes API objects: which workload
// a pod belongs to, whether it is ready and why not, which pods a Service
// selects, which port it means. Checks of several areas share them.
//
// # Contract
//
// Functions are pure and total: a field that is missing gives the API server's
// documented default.
package kube
