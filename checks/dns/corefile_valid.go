package dns

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CorefileValid finds a Corefile that CoreDNS refuses.
var CorefileValid = &checks.Check{
	ID:     "dns.corefile-valid",
	Asks:   "Does CoreDNS start with its Corefile?",
	Why:    "With a Corefile that it refuses CoreDNS does not start; a running one keeps the old configuration until its next start.",
	Limits: "The syntax, the names of plugins and the zones are judged, not the options of every plugin. Keys of coredns-custom are another check's.",
	Refs:   []string{"https://coredns.io/manual/toc/#configuration", "https://github.com/coredns/caddy/blob/v1.1.1/caddyfile/parse.go"},
	For:    resolution(),
	Also:   unreachable(),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  append(configNeeds(), evidence.Prefer(evidence.CoreDNSLog)),
	Remedy: checks.Remedy{
		Says:   "Correct the Corefile in the ConfigMap kube-system/coredns. AKS restores its own by itself; what you want to add belongs into coredns-custom.",
		Verify: []string{showConfig, showLog, showRollout},
	},
	Eval: func(c *checks.Context) {
		f := readConfig(c)
		if f == nil {
			return
		}
		if f.missing != "" {
			c.Blame("ConfigMap", systemNamespace, corednsName)
			c.Fail("the Deployment coredns mounts the %s, which does not exist, so that no pod can start", f.missing)
			return
		}
		if f.problem == nil && len(f.corefile.servers) == 0 {
			c.Blame("ConfigMap", systemNamespace, corednsName)
			c.Fail("the Corefile has no server block, so that CoreDNS resolves no name")
			return
		}
		f = f.plain()
		list := []problem{}
		if f.problem != nil {
			list = append(list, *f.problem)
		} else {
			list = f.faults()
		}
		refuse(c, f, list)
		if len(list) == 0 {
			c.Pass("the Corefile has %s and no fault that would keep CoreDNS from starting", checks.Count(len(f.corefile.servers), "server block"))
		}
	},
}

// refuse says what CoreDNS refuses, and what its log says of it.
func refuse(c *checks.Context, f *config, list []problem) {
	for _, p := range list {
		if p.unsure && !disowned(c, p.plugin) {
			c.Unknown("%s, %s, unless something that is not in the record provides it", f.place(p.file, p.line), p.says)
			continue
		}
		f.blame(c, p.file)
		c.Fail("CoreDNS does not start: %s, %s%s", f.place(p.file, p.line), p.says, logged(c))
	}
}

// disowned reports whether CoreDNS itself logs that it does not know a plugin,
// whatever else its image has. Source: coredns/caddy v1.1.4, caddyfile/parse.go.
func disowned(c *checks.Context, plugin string) bool {
	return plugin != "" && slices.ContainsFunc(evidence.CoreDNSLog.Of(c), func(l evidence.LogLine) bool {
		return strings.Contains(l.Text, "Unknown directive '"+plugin+"'")
	})
}

// logged quotes the first line by which CoreDNS refuses a configuration. It
// only adds to what the configuration proves.
func logged(c *checks.Context) string {
	for _, line := range evidence.CoreDNSLog.Of(c) {
		if refusal(line.Text) {
			return "; pod " + line.Pod + " logs: " + checks.Clean(line.Text, 160)
		}
	}
	return ""
}

// refusal reports whether a log line says that a configuration was refused.
// Source: coredns, plugin/reload/reload.go, and caddy, caddyfile/dispenser.go.
func refusal(line string) bool {
	for _, sign := range []string{"Corefile parse failed", "Corefile changed but reload failed", "Error during parsing", "Syntax error: Unexpected token"} {
		if strings.Contains(line, sign) {
			return true
		}
	}
	return strings.HasPrefix(line, "cannot serve ") || strings.HasPrefix(line, "plugin/")
}
