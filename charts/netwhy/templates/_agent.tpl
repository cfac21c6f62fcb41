{{/* The agent's arguments. Flags that are not told keep the program's own defaults. */}}
{{- define "netwhy.args" -}}
- serve
- --log-format=json
- --listen=127.0.0.1:8080
- --listen-tls=0.0.0.0:8443
- --tls-cert=/tls/tls.crt
- --tls-key=/tls/tls.key
- {{ printf "--public-url=%s" (.Values.signIn.publicURL | default "http://localhost:8080") | quote }}
{{- if .Values.signIn.clusterToken }}
- --cluster-token
{{- end }}
- {{ printf "--token-audience=%s" .Values.signIn.audience | quote }}
- {{ printf "--access-help=%s" (.Values.signIn.accessHelp | default (printf "Ask who runs the cluster to bind you to the ClusterRole %s-user." (include "netwhy.name" .))) | quote }}
- --session-idle={{ .Values.signIn.session.idle }}
- --session-absolute={{ .Values.signIn.session.absolute }}
{{- with .Values.signIn.oidc }}{{- if .issuer }}
{{ include "netwhy.args.oidc" . }}
{{- end }}{{- end }}
{{ include "netwhy.args.store" . }}
{{- if .Values.nodeprobe.enabled }}
- --probes={{ include "netwhy.probe.namespace" . }}/{{ include "netwhy.probe" . }}
- --probe-tls=/probes
{{- end }}
{{- with .Values.hubble }}{{- if .enabled }}
- {{ printf "--relay=%s" .relay | quote }}
- {{ ternary "--relay-plaintext" "--relay-tls=/relay" .plaintext }}
{{- with .serverName }}
- {{ printf "--relay-name=%s" . | quote }}
{{- end }}
{{- end }}{{- end }}
{{- if and .Values.model.enabled .Values.model.hideNames }}
- --model-hide-names
{{- end }}
{{- range .Values.extraArgs }}
- {{ . | quote }}
{{- end }}
{{- end }}

{{- define "netwhy.args.oidc" -}}
- {{ printf "--oidc-issuer=%s" .issuer | quote }}
- {{ printf "--oidc-client-id=%s" .clientID | quote }}
{{- if .clientSecret.name }}
- --oidc-client-secret-file=/oidc/{{ .clientSecret.key }}
{{- else if .workloadIdentity }}
- --oidc-client-assertion-file=/var/run/secrets/azure/tokens/azure-identity-token
{{- end }}
- {{ printf "--oidc-scopes=%s" (join "," .scopes) | quote }}
- --users-by={{ .usersBy }}
{{- if .accessToken }}
- --oidc-access-token
{{- end }}
{{- range $flag, $value := dict "username-claim" .usernameClaim "username-prefix" .usernamePrefix "groups-claim" .groupsClaim "groups-prefix" .groupsPrefix }}
{{- with $value }}
- {{ printf "--oidc-%s=%s" $flag . | quote }}
{{- end }}
{{- end }}
{{- with .userGroups }}
- {{ printf "--user-groups=%s" (join "," .) | quote }}
{{- end }}
{{- with .adminGroups }}
- {{ printf "--admin-groups=%s" (join "," .) | quote }}
{{- end }}
{{- end }}

{{- define "netwhy.args.store" -}}
{{- with .Values.store }}
{{- if .postgres.enabled -}}
- {{ printf "--store=postgres://%s@%s:%d/%s?sslmode=%s%s" (urlquery .postgres.user) .postgres.host (int .postgres.port) (urlquery .postgres.database) .postgres.sslMode (ternary "&sslrootcert=/postgres/ca.crt" "" (ne .postgres.caSecret "")) | quote }}
{{- else -}}
- --store=/data/netwhy.db
{{- end }}
- --keep-conversations={{ .keepConversations }}
- --keep-evidence={{ .keepEvidence }}
- --keep-audit={{ .keepAudit }}
{{- end }}
{{- end }}

{{/* The agent's environment, empty if there is none. */}}
{{- define "netwhy.env" -}}
{{- if and .Values.store.postgres.enabled .Values.store.postgres.passwordSecret.name }}
- name: PGPASSWORD
  valueFrom: {secretKeyRef: {name: {{ .Values.store.postgres.passwordSecret.name }}, key: {{ .Values.store.postgres.passwordSecret.key }}}}
{{- end }}
{{- with .Values.model }}{{- if .enabled }}
- {name: NETWHY_MODEL, value: {{ .name | quote }}}
- {name: NETWHY_MODEL_ENDPOINT, value: {{ .endpoint | quote }}}
{{- with .kind }}
- {name: NETWHY_MODEL_SERVICE, value: {{ . | quote }}}
{{- end }}
{{- if .key.name }}
- {name: NETWHY_MODEL_KEY_FILE, value: "/model/{{ .key.key }}"}
{{- else if .workloadIdentity }}
- {name: NETWHY_MODEL_ENTRA, value: workload-identity}
{{- end }}
{{- range $name, $value := .settings }}
- {name: {{ printf "NETWHY_MODEL_%s" ($name | upper | replace "-" "_") }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end }}{{- end }}
{{- if include "netwhy.metrics" . }}
- {name: OTEL_METRICS_EXPORTER, value: prometheus}
- {name: OTEL_EXPORTER_PROMETHEUS_HOST, value: "0.0.0.0"}
- {name: OTEL_EXPORTER_PROMETHEUS_PORT, value: {{ .Values.metrics.port | quote }}}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
