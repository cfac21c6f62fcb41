package llm

import (
	"net/url"
	"strconv"
)

// Server is whose endpoint is asked, and where. The port is that of the scheme
// where the endpoint has none.
func (s Settings) Server() (service Service, host string, port int) {
	u, err := url.Parse(s.Endpoint)
	if err != nil {
		return s.service(), "", 0
	}
	port, err = strconv.Atoi(u.Port())
	switch {
	case err == nil:
	case u.Scheme == "http":
		port = 80
	default:
		port = 443
	}
	return s.service(), s.host(), port
}
