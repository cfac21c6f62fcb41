// Package scale measures what a question costs in a cluster of any size.
package scale
