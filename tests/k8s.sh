#!/usr/bin/env bash
# Renders the manifests below k8s/ and holds them against Kubernetes' schemas and our own rules.
#
#   tests/k8s.sh        validate
#   tests/k8s.sh setup  only install what that needs
#
# Needs kubectl (its built-in kustomize; no cluster) and Python with venv. Without them it says that
# it skips; with CI=true it fails instead.
set -euo pipefail
cd "$(dirname "$0")/.."

KUBERNETES_VALIDATE=1.37.0
venv=target/k8s/venv-$KUBERNETES_VALIDATE
rendered=target/k8s/rendered

need() { command -v "$1" >/dev/null 2>&1; }

skip() {
    echo "k8s: $1: the manifests are not validated" >&2
    [ "${CI:-}" = true ] && exit 1
    exit 0
}

# Installs a Debian package when that is possible.
install() {
    [ "$(id -u)" = 0 ] && need apt-get || return 0
    echo "k8s: installing $1 (once)"
    { apt-get -qq update && apt-get -qq install -y "$1" >/dev/null; } || true
}

setup() {
    need kubectl || install kubernetes-client
    need kubectl || skip "kubectl is missing"
    need python3 || skip "python3 is missing"
    if [ ! -x "$venv/bin/kubernetes-validate" ]; then
        echo "k8s: installing kubernetes-validate $KUBERNETES_VALIDATE into $venv (once)"
        rm -rf "$venv"
        python3 -m venv "$venv" 2>/dev/null || { install python3-venv; python3 -m venv "$venv"; } \
            || skip "python3 cannot make a venv"
        "$venv/bin/pip" -q --disable-pip-version-check install \
            "kubernetes-validate==$KUBERNETES_VALIDATE" || skip "kubernetes-validate cannot be had"
    fi
}

render() {
    local path=$1 name
    name=$(basename "$path")
    # Old names are used on purpose, so that kubectl 1.20 understands them; newer ones warn.
    kubectl kustomize "$path" 2>"$rendered/$name.log" >"$rendered/$name.yaml" \
        || { cat "$rendered/$name.log" >&2; exit 1; }
}

setup
[ "${1:-}" = setup ] && exit 0
mkdir -p "$rendered"
for path in k8s/base k8s/overlays/dev k8s/overlays/prod; do
    render "$path"
done
"$venv/bin/kubernetes-validate" --strict --quiet "$rendered"/*.yaml
"$venv/bin/python" tests/k8s-rules.py "$rendered"/{base,dev,prod}.yaml
echo "k8s: valid"
