package signin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/oauth2"
)

const mostProof = 64 << 10 // bytes of a secret, or of an assertion

// proof is how the client says who it is. Files are read each time: they are
// replaced while the program runs.
func (i Issuer) proof() (secret string, options []oauth2.AuthCodeOption, err error) {
	switch {
	case i.SecretFile != "" && i.AssertionFile != "":
		return "", nil, errors.New("cannot use a client secret and a client assertion at once: want one of them, or none for a public client")
	case i.SecretFile != "":
		secret, err = line(i.SecretFile)
		return secret, nil, err
	case i.AssertionFile != "":
		assertion, err := line(i.AssertionFile)
		return "", []oauth2.AuthCodeOption{
			oauth2.SetAuthURLParam("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
			oauth2.SetAuthURLParam("client_assertion", assertion),
		}, err
	}
	return "", nil, nil
}

// line is a file of one line.
func line(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("cannot read how this program says to the issuer who it is: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostProof+1))
	if err != nil {
		return "", fmt.Errorf("cannot read how this program says to the issuer who it is: %w", err)
	}
	data = bytes.TrimSpace(data)
	if len(data) == 0 || len(data) > mostProof || bytes.ContainsAny(data, "\r\n") {
		return "", fmt.Errorf("cannot use %s: want one line", path)
	}
	return string(data), nil
}
