// Package install installs the packaged chart on a real cluster, as operators do,
// and holds it to what it promises: it answers, reads only, loses nothing, and
// leaves nothing.
package install
