{{/* What no schema can say: values that do not go together, and what to do. */}}
{{- define "netwhy.refuse" -}}
{{- $v := .Values }}
{{- if and (gt (int $v.replicas) 1) (not $v.store.postgres.enabled) }}
{{- fail "cannot run several replicas on one SQLite file: set store.postgres.enabled=true, or replicas=1" }}
{{- end }}
{{- with $v.signIn.oidc }}
{{- if and .issuer (not $v.signIn.publicURL) }}
{{- fail "cannot sign in by signIn.oidc.issuer without an address to come back to: set signIn.publicURL=https://NAME" }}
{{- end }}
{{- if and .issuer (not .clientID) }}
{{- fail "cannot sign in by signIn.oidc.issuer as nobody: set signIn.oidc.clientID" }}
{{- end }}
{{- if and .clientID (not .issuer) }}
{{- fail "cannot use signIn.oidc.clientID without an issuer: set signIn.oidc.issuer" }}
{{- end }}
{{- if and (or .userGroups .adminGroups) (not .issuer) }}
{{- fail "cannot go by groups that no issuer tells: set signIn.oidc.issuer, or leave signIn.oidc.userGroups and adminGroups to RBAC" }}
{{- end }}
{{- if and .clientSecret.name .workloadIdentity }}
{{- fail "cannot prove who the program is twice: set either signIn.oidc.clientSecret.name or signIn.oidc.workloadIdentity" }}
{{- end }}
{{- if and .accessToken (eq .usersBy "claims") }}
{{- fail "cannot read the claims of an access token: set signIn.oidc.usersBy=cluster, or signIn.oidc.accessToken=false" }}
{{- end }}
{{- if and (not .issuer) (not $v.signIn.clusterToken) }}
{{- fail "cannot let nobody in: set signIn.clusterToken=true or signIn.oidc.issuer" }}
{{- end }}
{{- if and .workloadIdentity (not $v.workloadIdentity.enabled) }}
{{- fail "cannot use signIn.oidc.workloadIdentity: set workloadIdentity.enabled=true and workloadIdentity.clientID" }}
{{- end }}
{{- end }}
{{- with $v.model }}
{{- if and .enabled (or (not .endpoint) (not .name)) }}
{{- fail "cannot ask a model that is not named: set model.endpoint and model.name" }}
{{- end }}
{{- if and .key.name .workloadIdentity }}
{{- fail "cannot ask a model both ways: set either model.key.name or model.workloadIdentity" }}
{{- end }}
{{- if and .workloadIdentity (not $v.workloadIdentity.enabled) }}
{{- fail "cannot use model.workloadIdentity: set workloadIdentity.enabled=true and workloadIdentity.clientID" }}
{{- end }}
{{- end }}
{{- if and $v.workloadIdentity.enabled (not $v.workloadIdentity.clientID) }}
{{- fail "cannot use workload identity without an identity: set workloadIdentity.clientID" }}
{{- end }}
{{- if and $v.store.postgres.enabled (not $v.store.postgres.host) }}
{{- fail "cannot reach PostgreSQL nowhere: set store.postgres.host" }}
{{- end }}
{{- if and $v.nodeprobe.namespace.create (or (not $v.nodeprobe.namespace.name) (eq $v.nodeprobe.namespace.name .Release.Namespace)) }}
{{- fail "cannot make the release's own namespace: set nodeprobe.namespace.name to another, or nodeprobe.namespace.create=false" }}
{{- end }}
{{- if and $v.ingress.enabled (not $v.signIn.publicURL) }}
{{- fail "cannot make an Ingress for no host: set signIn.publicURL=https://NAME" }}
{{- end }}
{{- if and $v.gateway.enabled (or (not $v.signIn.publicURL) (not $v.gateway.parentRefs)) }}
{{- fail "cannot make an HTTPRoute: set signIn.publicURL=https://NAME and gateway.parentRefs" }}
{{- end }}
{{- if and $v.gateway.enabled $v.gateway.backendTLSPolicy (ne $v.certificates.source "generated") (not $v.gateway.authorityConfigMap) }}
{{- fail "cannot tell a Gateway of an authority that others keep: set gateway.authorityConfigMap to a ConfigMap with its ca.crt, or gateway.backendTLSPolicy=false" }}
{{- end }}
{{- if and (eq $v.certificates.source "certManager") $v.nodeprobe.enabled (ne (include "netwhy.probe.namespace" .) .Release.Namespace) (ne $v.certificates.certManager.issuerRef.kind "ClusterIssuer") }}
{{- fail "cannot issue certificates in two namespaces by an Issuer of one: set certificates.certManager.issuerRef to a ClusterIssuer, or nodeprobe.namespace.name to the release's" }}
{{- end }}
{{- if and (eq $v.certificates.certManager.issuerRef.kind "ClusterIssuer") (not $v.certificates.certManager.issuerRef.name) }}
{{- fail "cannot use a ClusterIssuer without its name: set certificates.certManager.issuerRef.name" }}
{{- end }}
{{- if ge (int $v.certificates.rotateAfterDays) (int $v.certificates.validDays) }}
{{- fail "cannot renew certificates after they ended: set certificates.rotateAfterDays below certificates.validDays" }}
{{- end }}
{{- if ge (int $v.certificates.authority.rotateAfterDays) (int $v.certificates.authority.validDays) }}
{{- fail "cannot renew an authority after it ended: set certificates.authority.rotateAfterDays below certificates.authority.validDays" }}
{{- end }}
{{- end }}
