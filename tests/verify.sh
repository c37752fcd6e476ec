#!/usr/bin/env bash
# What CI runs: every stage with its time, the first failure ends it.
set -euo pipefail
cd "$(dirname "$0")/.."

# What is built once has no use for what a second build would need, and that is half of the disk.
if [[ ${CI:-} == true ]]; then
    export CARGO_INCREMENTAL=0
fi

stage() {
    local name=$1 start=$SECONDS
    shift
    echo "── $name"
    if ! "$@"; then
        echo "── $name failed after $((SECONDS - start)) s" >&2
        exit 1
    fi
    echo "── $name took $((SECONDS - start)) s"
}

stage setup tests/setup.sh all
stage format cargo fmt --all --check
stage clippy cargo clippy --workspace --all-targets --quiet -- -D warnings
stage deny make --no-print-directory deny
stage proto-lint make --no-print-directory proto-lint
stage containers-lint make --no-print-directory containers-lint
stage k8s-validate make --no-print-directory k8s-validate
stage generated make --no-print-directory generated
stage test make --no-print-directory test
stage fuzz-api make --no-print-directory fuzz-api
echo "── all stages took $SECONDS s"
