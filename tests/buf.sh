#!/usr/bin/env bash
# Runs buf from its npm package, installed once below target/.
set -euo pipefail
cd "$(dirname "$0")/.."
home=target/buf
if [ ! -x "$home/node_modules/.bin/buf" ]; then
    mkdir -p "$home"
    npm install --prefix "$home" --no-audit --no-fund --silent @bufbuild/buf@1
fi
exec "$home/node_modules/.bin/buf" "$@"
