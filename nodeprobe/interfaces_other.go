//go:build !linux

package nodeprobe

import "errors"

// NewInterfaces fails: only Linux can be asked.
func NewInterfaces() (Interfaces, error) {
	return nil, errors.New("cannot read network interfaces: this is not Linux")
}
