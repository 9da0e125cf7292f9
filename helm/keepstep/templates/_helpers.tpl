{{- define "keepstep.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "keepstep.selector" -}}
app.kubernetes.io/name: keepstep
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "keepstep.labels" -}}
{{ include "keepstep.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{- define "keepstep.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "keepstep.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "keepstep.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* What the operator does in the namespaces that it looks after: these verbs and no more. */}}
{{- define "keepstep.rules" -}}
- apiGroups: [keepstep.dev]
  resources: [trainingjobs]
  # get: what the cache cannot know to be the newest is asked of the API server
  verbs: [get, list, watch]
# the finalizer of jobs whose checkpoints are to go with them
- apiGroups: [keepstep.dev]
  resources: [trainingjobs]
  verbs: [patch]
# jobs that have ended, once their ttlAfterFinished is over
- apiGroups: [keepstep.dev]
  resources: [trainingjobs]
  verbs: [delete]
- apiGroups: [keepstep.dev]
  resources: [trainingjobs/status]
  verbs: [update]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, delete]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, list, watch, create, patch]
# each trainer's ServiceAccount gets the right to report through its Lease; applying what is not
# there yet takes create as well
- apiGroups: [rbac.authorization.k8s.io]
  resources: [roles, rolebindings]
  verbs: [create, patch]
{{- end -}}
