// Package access says what a user may read, by their own permissions in the
// cluster.
package access
