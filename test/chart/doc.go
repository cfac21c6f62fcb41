// Package chart renders the Helm chart as Helm does, and judges what comes out as
// the API server and Pod Security do. It is a module of its own, since Helm is a
// library of six hundred packages.
package chart
