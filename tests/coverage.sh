#!/usr/bin/env bash
# Line coverage of all tests, from the compiler's own instrumentation.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v cargo-llvm-cov >/dev/null 2>&1; then
    echo "coverage: installing cargo-llvm-cov (once)"
    cargo install cargo-llvm-cov --locked --quiet
fi
exec tests/with-postgres.sh cargo llvm-cov nextest --workspace --html --output-dir target/coverage "$@"
