package nic

import "errors"

// ErrNotApplicable says that a device or kernel does not have what was asked
// for: a veth has no rings, loopback has no driver.
var ErrNotApplicable = errors.New("not applicable")

// ErrChanged says that a table changed during each of several reads, so that no
// reading is complete.
var ErrChanged = errors.New("the table changed while it was read")
