{{/* What the agent mounts, and from where. */}}
{{- define "netwhy.mounts" -}}
- {name: account, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
- {name: tls, mountPath: /tls, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if not .Values.store.postgres.enabled }}
- {name: data, mountPath: /data}
{{- else if .Values.store.postgres.caSecret }}
- {name: postgres, mountPath: /postgres, readOnly: true}
{{- end }}
{{- if .Values.nodeprobe.enabled }}
- {name: probes, mountPath: /probes, readOnly: true}
{{- end }}
{{- if and .Values.hubble.enabled (not .Values.hubble.plaintext) }}
- {name: relay, mountPath: /relay, readOnly: true}
{{- end }}
{{- if and .Values.signIn.oidc.issuer .Values.signIn.oidc.clientSecret.name }}
- {name: oidc, mountPath: /oidc, readOnly: true}
{{- end }}
{{- if and .Values.model.enabled .Values.model.key.name }}
- {name: model, mountPath: /model, readOnly: true}
{{- end }}
{{- end }}

{{- define "netwhy.volumes" -}}
# The token alone: questions that name no namespace are of the whole cluster, so
# the file that names this one is left out.
- name: account
  projected:
    defaultMode: 0440
    sources:
    - serviceAccountToken: {path: token, expirationSeconds: 3607}
    - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
- name: tls
  secret: {secretName: {{ include "netwhy.tls" . }}, defaultMode: 0440, items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]}
- name: tmp
  emptyDir: {sizeLimit: 256Mi}
{{- with .Values.store }}
{{- if .postgres.enabled }}
{{- with .postgres.caSecret }}
- name: postgres
  secret: {secretName: {{ . }}, defaultMode: 0440, items: [{key: ca.crt, path: ca.crt}]}
{{- end }}
{{- else if .sqlite.persistence }}
- name: data
  persistentVolumeClaim: {claimName: {{ .sqlite.existingClaim | default (include "netwhy.name" $) }}}
{{- else }}
- name: data
  emptyDir: {sizeLimit: {{ .sqlite.size }}}
{{- end }}
{{- end }}
{{- if .Values.nodeprobe.enabled }}
- name: probes
  secret: {secretName: {{ include "netwhy.probe.client" . }}, defaultMode: 0440}
{{- end }}
{{- if and .Values.hubble.enabled (not .Values.hubble.plaintext) }}
# It may come later, and is read again when it changes.
- name: relay
  secret: {secretName: {{ .Values.hubble.clientCertificate }}, defaultMode: 0440, optional: true}
{{- end }}
{{- if and .Values.signIn.oidc.issuer .Values.signIn.oidc.clientSecret.name }}
- name: oidc
  secret: {secretName: {{ .Values.signIn.oidc.clientSecret.name }}, defaultMode: 0440}
{{- end }}
{{- if and .Values.model.enabled .Values.model.key.name }}
- name: model
  secret: {secretName: {{ .Values.model.key.name }}, defaultMode: 0440}
{{- end }}
{{- end }}
