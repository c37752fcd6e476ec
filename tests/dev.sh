#!/usr/bin/env bash
# Builds and runs `taskmaster up`, and does both again when a source changes. Ctrl-C ends it.
set -uo pipefail
cd "$(dirname "$0")/.."

newest() {
    find . -path ./target -prune -o \( -name '*.rs' -o -name '*.proto' -o -name '*.sql' -o -name Cargo.toml \) \
        -printf '%T@\n' | sort -n | tail -1
}

pid=
stop() { [ -n "$pid" ] && kill -INT "$pid" 2>/dev/null && wait "$pid"; pid=; }
trap 'stop; exit 0' INT TERM

while true; do
    seen=$(newest)
    if cargo build -p taskmaster-cli; then
        target/debug/taskmaster up "$@" &
        pid=$!
    fi
    while [ "$(newest)" = "$seen" ]; do sleep 1; done
    stop
done
