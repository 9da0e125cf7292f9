#!/bin/bash
# Builds the programs that a local cluster is made of, each once, and prints the folder of each asked for.
#
#   build.sh [cluster] [versitygw] [helm] [kwok] [jobset] [trainer] [kube-router]   the first three when none is named
#
#   cluster    keepstep-cluster, and beside it keepstep-components (etcd and Kubernetes), pause, and links by which
#              etcd, kube-apiserver and kubectl are called by their own names
#   versitygw  the S3 server
#   helm       Helm
#   kwok       kubelets without nodes, for the scale benchmark
#   jobset     JobSet's controller and, beside it, config: its CRDs, rights and webhooks; a side of the scale benchmark
#   trainer    Kubeflow Trainer's, in the same way
#   kube-router  an engine for NetworkPolicies, of which a cluster has none by itself
#
# They lie in ${KEEPSTEP_CACHE:-${XDG_CACHE_HOME:-~/.cache}/keepstep}/NAME-HASH, where HASH is of go.mod, go.sum, the sources,
# the Go version, the target and the recipe below: what was built from the same is not built again, whoever built it. A folder appears by a
# rename, whole or not at all. Progress goes to stderr, one line for what begins and one for what ended.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${KEEPSTEP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keepstep}
# No C compiler is needed, and the result does not depend on one.
export CGO_ENABLED=0 GOFLAGS="${GOFLAGS:-} -buildvcs=false -mod=readonly"
kubernetes=1.36.3
recipe=1   # raise it when this script builds something else from the same sources

fail() { printf 'error: %s\n' "$1" >&2; [ $# -lt 2 ] || printf '  mend: %s\n' "$2" >&2; exit 1; }

command -v go >/dev/null || fail "building the local cluster needs Go 1.26, and there is no go on PATH" \
  "install Go from https://go.dev/dl/ and put its bin folder on PATH"
mkdir -p "$cache" 2>/dev/null || fail "the cache folder $cache cannot be made" "set KEEPSTEP_CACHE to a folder that you may write to"
toolchain=$(cd "$here/cluster" && go env GOVERSION GOOS GOARCH 2>&1) || fail "this Go cannot build for go 1.26: $toolchain" \
  "install Go 1.26 or newer from https://go.dev/dl/"

# hash_of FOLDER...: of the module files and sources below them, tests left out.
hash_of() {
  { echo "$toolchain recipe $recipe"; for d in "$@"; do
      (cd "$here" && find "$d" -type f \( -name '*.go' ! -name '*_test.go' -o -name go.mod -o -name go.sum \) -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
    done; } | sha256sum | cut -c1-16
}

# provide NAME HASH COMMAND...: runs COMMAND in an empty folder unless it was done before, and prints where the result is.
provide() {
  local name=$1 to=$cache/$1-$2; shift 2
  if [ ! -d "$to" ]; then
    exec 9>"$cache/.$name.lock"
    ! command -v flock >/dev/null || flock 9   # another build of the same: wait for it, then use it
    if [ ! -d "$to" ]; then
      local began=$SECONDS tmp; tmp=$(mktemp -d "$cache/.building-$name-XXXXXX")
      echo "building $name" >&2
      if ! (cd "$tmp" && "$@" >"$tmp/.log" 2>&1); then
        tail -n 15 "$tmp/.log" >&2; rm -rf "$tmp"
        fail "$name did not build (after $((SECONDS - began)) s)" "the lines above say why; modules come from $(go env GOPROXY)"
      fi
      rm -f "$tmp/.log"; chmod 755 "$tmp"
      mv -T "$tmp" "$to" 2>/dev/null || rm -rf "$tmp"
      echo "built $name in $((SECONDS - began)) s" >&2
    fi
    exec 9>&-
  fi
  # What nobody asked for in a month is of a former version.
  touch "$to"
  find "$cache" -maxdepth 1 -type d -name "$name-*" -mtime +30 -exec rm -rf {} +
  echo "$to"
}

build_components() {
  local out=$PWD p=k8s.io/component-base/version v=v$kubernetes
  cd "$here/cluster"
  go build -trimpath -ldflags "-s -w -X $p.gitVersion=$v -X $p.gitMajor=1 -X $p.gitMinor=36 -X $p.gitTreeState=clean -X k8s.io/client-go/pkg/version.gitVersion=$v" \
    -o "$out/keepstep-components" ./cmd/keepstep-components
}

build_cluster() {
  local out=$PWD
  (cd "$here/cluster" && go build -trimpath -ldflags "-s -w" -o "$out/" ./cmd/keepstep-cluster ./cmd/pause)
  ln "$components/keepstep-components" keepstep-components 2>/dev/null || cp "$components/keepstep-components" .
  for name in etcd kube-apiserver kubectl; do ln -s keepstep-components "$name"; done
}

build_peer() {
  local out=$PWD
  cd "$here/peers/$1"
  go build -trimpath -ldflags "-s -w ${3:-}" -o "$out/$1" "$2"
}

# build_controller NAME PACKAGE MODULE FOLDER: a peer, and what must be applied before it runs, out of the same module.
build_controller() {
  local out=$PWD
  build_peer "$1" "$2"
  cp -r --no-preserve=mode "$(go list -m -f '{{.Dir}}' "$3")/$4" "$out/config"
}

# In a function, so that all of this file is read before a build begins that may outlast an edit of it.
main() {
  [ $# -gt 0 ] || set -- cluster versitygw helm
  for target in "$@"; do
    case $target in
      cluster)
        # Apart from the verbs, since a change to these should not cost the minutes that linking Kubernetes takes.
        components=$(provide components "$(hash_of cluster/go.mod cluster/go.sum cluster/cmd/keepstep-components)" build_components)
        provide cluster "$(hash_of cluster)" build_cluster ;;
      versitygw) provide versitygw "$(hash_of peers/versitygw)" build_peer versitygw github.com/versity/versitygw/cmd/versitygw ;;
      helm) provide helm "$(hash_of peers/helm)" build_peer helm helm.sh/helm/v3/cmd/helm "-X helm.sh/helm/v3/internal/version.version=v3.22.0" ;;
      jobset) provide jobset "$(hash_of peers/jobset)" build_controller jobset sigs.k8s.io/jobset sigs.k8s.io/jobset config ;;
      trainer) provide trainer "$(hash_of peers/trainer)" build_controller trainer \
        github.com/kubeflow/trainer/v2/cmd/trainer-controller-manager github.com/kubeflow/trainer/v2 manifests ;;
      kwok) provide kwok "$(hash_of peers/kwok)" build_peer kwok sigs.k8s.io/kwok/cmd/kwok ;;
      kube-router) provide kube-router "$(hash_of peers/kube-router)" build_peer kube-router \
        github.com/cloudnativelabs/kube-router/v2/cmd/kube-router "-X github.com/cloudnativelabs/kube-router/v2/pkg/version.Version=v2.1.0" ;;
      *) fail "build.sh knows no \"$target\"" "name cluster, versitygw, helm, kwok, jobset, trainer or kube-router" ;;
    esac
  done
}

main "$@"; exit
