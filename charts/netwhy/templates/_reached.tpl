{{/* The port of a URL. */}}
{{- define "netwhy.port" -}}
{{- $url := urlParse . }}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (ternary "80" "443" (eq $url.scheme "http")) }}
{{- end }}

{{/* Ports that the agent has to reach, with the reason, as JSON; DNS is apart. */}}
{{- define "netwhy.reached" -}}
{{- $v := .Values }}{{ $list := list }}
{{- range $v.networkPolicy.apiServerPorts }}
{{- $list = append $list (dict "port" (int .) "why" "the API server, at its Service or behind it" "to" "api") }}
{{- end }}
{{- if $v.nodeprobe.enabled }}
{{- $list = append $list (dict "port" 9474 "why" "the probes, at the addresses of nodes" "to" "nodes") }}
{{- end }}
{{- range $v.networkPolicy.ciliumMetricsPorts }}
{{- $list = append $list (dict "port" (int .) "why" "metrics of Cilium's agents, at the addresses of nodes" "to" "nodes") }}
{{- end }}
{{- if $v.hubble.enabled }}
{{- range list (regexFind "[0-9]+$" $v.hubble.relay) $v.networkPolicy.relayPort | uniq }}
{{- $list = append $list (dict "port" (int .) "why" "Hubble Relay, at its Service or behind it" "to" "relay") }}
{{- end }}
{{- end }}
{{- with $v.store.postgres }}{{- if .enabled }}
{{- $list = append $list (dict "port" (int .port) "why" "PostgreSQL" "to" "any") }}
{{- end }}{{- end }}
{{- with $v.signIn.oidc.issuer }}
{{- $list = append $list (dict "port" (include "netwhy.port" . | int) "why" "the issuer that people sign in by" "to" "any") }}
{{- end }}
{{- if $v.model.enabled }}
{{- $list = append $list (dict "port" (include "netwhy.port" $v.model.endpoint | int) "why" "the model" "to" "any") }}
{{- end }}
{{- if $v.workloadIdentity.enabled }}
{{- $list = append $list (dict "port" 443 "why" "Microsoft Entra" "to" "any") }}
{{- end }}
{{- toJson $list }}
{{- end }}
