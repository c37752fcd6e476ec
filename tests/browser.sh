#!/usr/bin/env bash
# The dashboard in a real Chromium before a real `taskmaster up`: sign-in, live runs, output, the
# fleet, keyboard, phone width, accessibility. Needs target/debug/taskmaster with the dashboard in
# it. Without a Chromium it installs one on Debian as root; elsewhere it says that it skips, which
# with CI=true is a failure. With E2E=e2e:deep it measures a million tasks, a storm and a long day.
set -euo pipefail
cd "$(dirname "$0")/.."

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if ! browser >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "browser: installing chromium (once)"
    apt-get install -qq -y --no-install-recommends chromium >/dev/null ||
        { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; }
fi
if ! CHROMIUM=${CHROMIUM:-$(browser)}; then
    echo "browser: SKIPPED, there is no Chromium: the dashboard was not tried in a browser" >&2
    [ "${CI:-}" != true ] || exit 1
    exit 0
fi
export CHROMIUM
E2E_BUILT=${E2E_BUILT:-1} npm --prefix dashboard run --silent "${E2E:-e2e}" -- "$@"
