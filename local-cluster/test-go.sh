#!/bin/bash
# The Go program's own tests and vet, quietly unless they fail; without the components, whose compiling takes minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/cluster"
export CGO_ENABLED=0 GOFLAGS="${GOFLAGS:-} -buildvcs=false -mod=readonly"
command -v go >/dev/null || { echo "error: the tests of local-cluster/cluster need Go 1.26, and there is no go on PATH" >&2; exit 1; }
unformatted=$(gofmt -l .)
[ -z "$unformatted" ] || { printf 'error: not formatted: %s\n  mend: gofmt -w local-cluster/cluster\n' "$unformatted" >&2; exit 1; }
out=$(go vet ./internal/... ./cmd/keepstep-cluster ./cmd/pause && go test ./internal/... 2>&1) || { echo "$out" >&2; exit 1; }
