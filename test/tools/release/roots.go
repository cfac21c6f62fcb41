package main

import (
	"bytes"
	"encoding/pem"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// roots are the authorities of Mozilla's store. They are a file of the image
// and not a part of the binary: an operator whose proxy has an authority of its
// own can mount one beside it, and does not lose the public ones by that.
// A root that is trusted only up to a date is left out, since a file cannot say so.
func roots() []byte {
	var all bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			// A bytes.Buffer does not fail, and the block has no headers to be refused.
			_ = pem.Encode(&all, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})
		}
	}
	return all.Bytes()
}
