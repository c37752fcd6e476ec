#!/usr/bin/env bash
# Installs what building and testing need and this machine lacks. Says what it does; does nothing
# on the second run. Rust itself, Node and make must be there.
set -euo pipefail

need() { command -v "$1" >/dev/null 2>&1; }

need cargo || { echo "setup: install Rust first: https://rustup.rs" >&2; exit 1; }
if ! need cargo-nextest; then
    echo "setup: installing cargo-nextest (once, some minutes)"
    cargo install cargo-nextest --locked --quiet
fi
if [ "${1:-}" = all ] && ! need cargo-deny; then
    echo "setup: installing cargo-deny (once, some minutes)"
    cargo install cargo-deny --locked --quiet
fi
if [ "${1:-}" = all ] && ! python3 -c 'import venv, ensurepip' >/dev/null 2>&1; then
    echo "setup: python3 with venv is missing, the API cannot be fuzzed" >&2
    exit 1
fi
if ! need npm; then
    echo "setup: npm is missing, neither the dashboard nor the proto files can be checked: install Node 20.19 or newer" >&2
    exit 1
fi
if [ "${1:-}" = all ]; then
    "$(dirname "$0")/k8s.sh" setup
fi
