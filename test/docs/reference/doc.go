// Package reference makes the reference out of the program and the chart.
package reference
