{{/*
An authority as the cluster has it, or a new one. An upgrade that finds it too
old makes its successor, and announces it: whoever trusts reads both. The next
upgrade lets the successor sign, and still tells of the one before. So nobody
ever meets a certificate of an authority that they were not told of.

Takes the Secret's data and annotations, the name, the values of certificates
and what time it is; returns JSON with the certificates and keys, the bundle to
trust, and when they were made.
*/}}
{{- define "netwhy.authority" -}}
{{- $data := .data }}{{ $name := .name }}{{ $now := .now }}{{ $days := .values.authority }}
{{- $valid := int $days.validDays }}
{{- $a := dict "cert" (index $data (printf "%s.crt" $name) | default "" | b64dec) "key" (index $data (printf "%s.key" $name) | default "" | b64dec) "next" (index $data (printf "%s-next.crt" $name) | default "" | b64dec) "nextKey" (index $data (printf "%s-next.key" $name) | default "" | b64dec) "before" (index $data (printf "%s-before.crt" $name) | default "" | b64dec) "made" (index .annotations (printf "netwhy.io/%s-made" $name) | default "0" | int64) "announced" (index .annotations (printf "netwhy.io/%s-announced" $name) | default "0" | int64) }}
{{- if or (not $a.cert) (not $a.key) (gt (sub $now $a.made) (mul 86400 $valid)) }}
{{- $ca := genCA (printf "netwhy %s %d" $name $now) $valid }}
{{- $a = dict "cert" $ca.Cert "key" $ca.Key "next" "" "nextKey" "" "before" "" "made" $now "announced" 0 }}
{{- else if and $a.next (gt (sub $now $a.announced) 3600) }}
{{- $a = dict "cert" $a.next "key" $a.nextKey "next" "" "nextKey" "" "before" $a.cert "made" $a.announced "announced" 0 }}
{{- else if and (not $a.next) (gt (sub $now $a.made) (mul 86400 (int $days.rotateAfterDays))) }}
{{- $ca := genCA (printf "netwhy %s %d" $name $now) $valid }}
{{- $_ := set $a "next" $ca.Cert }}{{ $_ := set $a "nextKey" $ca.Key }}{{ $_ := set $a "announced" $now }}
{{- end }}
{{- $_ := set $a "bundle" (printf "%s%s%s" $a.cert $a.next $a.before) }}
{{- toJson $a }}
{{- end }}

{{/*
A leaf as the cluster has it, or a new one: if it is too old, of another
authority by its certificate, or for other names. Takes the Secret, the
authority, the names, the values of certificates and what time it is.
*/}}
{{- define "netwhy.leaf" -}}
{{- $of := printf "%s %s" (sha256sum .authority.cert) (join " " .names) }}
{{- $data := .secret.data | default dict }}
{{- $notes := (.secret.metadata | default dict).annotations | default dict }}
{{- $leaf := dict "cert" (index $data "tls.crt" | default "" | b64dec) "key" (index $data "tls.key" | default "" | b64dec) "issued" (index $notes "netwhy.io/issued" | default "0" | int64) "of" $of }}
{{- if or (not $leaf.cert) (not $leaf.key) (ne $of (index $notes "netwhy.io/issued-for" | default "")) (gt (sub .now $leaf.issued) (mul 86400 (int .values.rotateAfterDays))) }}
{{- $ca := buildCustomCert (b64enc .authority.cert) (b64enc .authority.key) }}
{{- $new := genSignedCert (first .names) (list "127.0.0.1") .names (int .values.validDays) $ca }}
{{- $leaf = dict "cert" $new.Cert "key" $new.Key "issued" .now "of" $of }}
{{- end }}
{{- toJson $leaf }}
{{- end }}
