package main

import (
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/spf13/pflag"
)

func TestATokenCrossesOnlyWhereNobodyReadsIt(t *testing.T) {
	flags := kube.BindFlags(pflag.NewFlagSet("", pflag.ContinueOnError))
	for server, taken := range map[string]bool{
		"https://netwhy.example/mcp": true, "http://127.0.0.1:8089/mcp": true, "http://[::1]:8089/mcp": true,
		"http://netwhy.example/mcp": false, "http://10.0.0.1/mcp": false, "http://localhost.evil.example/mcp": false, "http://127.0.0.1.evil.example/mcp": false,
		"https://user:secret@netwhy.example/mcp": false, "netwhy.example": false, "ftp://127.0.0.1/": false, "https://": false,
	} {
		b := bridging{server: server, tokenFile: "token"}
		if _, err := b.open(flags); (err == nil) != taken || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", server, err)
		}
	}
	for _, b := range []bridging{{}, {tokenFile: "token", userToken: true}} {
		b.server = "https://netwhy.example/mcp"
		if _, err := b.open(flags); err == nil || !strings.Contains(err.Error(), "who you are") {
			t.Errorf("%+v: %v", b, err)
		}
	}
}
