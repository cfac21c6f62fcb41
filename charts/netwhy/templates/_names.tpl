{{/* What everything is called: the release's name, with "netwhy" in it. */}}
{{- define "netwhy.name" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains "netwhy" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-netwhy" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "netwhy.probe" -}}{{ include "netwhy.name" . }}-nodeprobe{{- end }}

{{- define "netwhy.probe.namespace" -}}{{ .Values.nodeprobe.namespace.name | default .Release.Namespace }}{{- end }}

{{- define "netwhy.account" -}}
{{ .Values.serviceAccount.name | default (ternary (include "netwhy.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{/* What is chosen by; it never changes, since selectors cannot. */}}
{{- define "netwhy.selector" -}}
app.kubernetes.io/name: netwhy
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "netwhy.probe.selector" -}}
app.kubernetes.io/name: netwhy-nodeprobe
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "netwhy.about" -}}
app.kubernetes.io/part-of: netwhy
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "netwhy.labels" -}}
{{ include "netwhy.selector" . }}
{{ include "netwhy.about" . }}
{{- end }}

{{- define "netwhy.probe.labels" -}}
{{ include "netwhy.probe.selector" . }}
{{ include "netwhy.about" . }}
{{- end }}

{{/* An image: what AKS sets, or what the values say. Takes the root and the image's name. */}}
{{- define "netwhy.image" -}}
{{- $root := index . 0 }}{{ $name := index . 1 }}
{{- $of := index $root.Values.images $name }}
{{- $registry := $of.registry }}{{ $repository := $of.repository }}{{ $digest := $of.digest }}
{{- $tag := $of.tag | default $root.Chart.AppVersion }}
{{- with index $root.Values.global.azure.images $name }}
{{- $registry = .registry }}{{ $repository = .image }}{{ $digest = .digest }}
{{- $tag = .tag | default $tag }}
{{- end }}
{{- with $registry }}{{ . }}/{{ end }}{{ $repository }}{{ if $digest }}@{{ $digest }}{{ else }}:{{ $tag }}{{ end }}
{{- end }}

{{/* Names of the three Secrets with certificates. */}}
{{- define "netwhy.tls" -}}
{{- $existing := ternary .Values.certificates.existing.server "" (eq .Values.certificates.source "existing") -}}
{{ $existing | default (printf "%s-tls" (include "netwhy.name" .)) }}
{{- end }}

{{- define "netwhy.probe.tls" -}}
{{- $existing := ternary .Values.certificates.existing.nodeprobe "" (eq .Values.certificates.source "existing") -}}
{{ $existing | default (include "netwhy.probe" .) }}
{{- end }}

{{- define "netwhy.probe.client" -}}
{{- $existing := ternary .Values.certificates.existing.nodeprobeClient "" (eq .Values.certificates.source "existing") -}}
{{ $existing | default (printf "%s-client" (include "netwhy.probe" .)) }}
{{- end }}

{{/* Names that the agent's certificate is for, one a line: those of the Service, and the public one. */}}
{{- define "netwhy.hosts" -}}
{{- $name := include "netwhy.name" . -}}
{{ $name }}
{{ $name }}.{{ .Release.Namespace }}
{{ $name }}.{{ .Release.Namespace }}.svc
{{ $name }}.{{ .Release.Namespace }}.svc.cluster.local
localhost
{{- with include "netwhy.public.host" . }}
{{ . }}
{{- end }}
{{- end }}

{{- define "netwhy.public.host" -}}
{{- with .Values.signIn.publicURL }}{{ (urlParse .).host | splitList ":" | first }}{{ end }}
{{- end }}

{{- define "netwhy.metrics" -}}
{{- if or .Values.metrics.serviceMonitor.enabled .Values.metrics.prometheusRule.enabled .Values.metrics.dashboard.enabled }}true{{ end }}
{{- end }}
