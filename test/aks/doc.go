// Package aks holds the package for the Azure Marketplace against the published
// rules, as far as that can be done without Azure, and against the chart.
package aks
