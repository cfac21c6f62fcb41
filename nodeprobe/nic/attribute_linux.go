package nic

import (
	"encoding/binary"
	"errors"

	"golang.org/x/sys/unix"
)

// errShort says that a message ends before what it promises.
var errShort = errors.New("the kernel's message is too short")

// attributes hands over the attributes of a message (struct nlattr in
// include/uapi/linux/netlink.h, v6.12) without copying them. mdlayher/netlink's
// decoder copies each of them, forty for a link.
func attributes(data []byte, each func(kind uint16, value []byte) error) error {
	for len(data) > 0 {
		if len(data) < unix.SizeofNlAttr {
			return errShort
		}
		size := int(binary.NativeEndian.Uint16(data))
		if size < unix.SizeofNlAttr || size > len(data) {
			return errShort
		}
		kind := binary.NativeEndian.Uint16(data[2:]) &^ (unix.NLA_F_NESTED | unix.NLA_F_NET_BYTEORDER)
		if err := each(kind, data[unix.SizeofNlAttr:size]); err != nil {
			return err
		}
		aligned := (size + unix.NLA_ALIGNTO - 1) &^ (unix.NLA_ALIGNTO - 1)
		data = data[min(aligned, len(data)):]
	}
	return nil
}

// word reads a value of 32 bits.
func word[T ~uint32 | ~int](value []byte, into *T) error {
	if len(value) < 4 {
		return errShort
	}
	*into = T(binary.NativeEndian.Uint32(value))
	return nil
}
