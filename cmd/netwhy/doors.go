package main

import (
	"context"
	"crypto/tls"
	"net"

	"github.com/netwhy/netwhy/agent/web"
	"github.com/netwhy/netwhy/nodeprobe/certificate"
)

// doors are where the server is reached: at one address, or in plain on loopback
// and by https for others. Each says where it is.
func (o *serve) doors(ctx context.Context, signIn bool) (doors []net.Listener, at string, err error) {
	defer func() {
		if err != nil {
			for _, d := range doors {
				_ = d.Close() // nobody was let in yet
			}
		}
	}()
	first, err := web.Listen(ctx, o.listen, signIn && o.secure == "")
	if err != nil {
		return nil, "", err
	}
	doors, at = append(doors, first), "http://"+first.Addr().String()
	if o.in.cert == "" {
		return doors, at, nil
	}
	config, err := certificate.Files{Certificate: o.in.cert, Key: o.in.key}.Public()
	if err != nil {
		return doors, at, err
	}
	if o.secure == "" {
		return []net.Listener{tls.NewListener(first, config)}, "https://" + first.Addr().String(), nil
	}
	second, err := web.Listen(ctx, o.secure, signIn)
	if err != nil {
		return doors, at, err
	}
	return append(doors, tls.NewListener(second, config)), at, nil
}
