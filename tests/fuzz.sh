#!/usr/bin/env bash
# Validates the OpenAPI document and calls the API with whatever it allows and forbids, on an `up`
# of its own without workers. Prints what it finds, and fails then.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly schemathesis=4.32.5 validator=0.9.0
readonly venv=target/fuzz/venv-$schemathesis-$validator
examples=${TASKMASTER_FUZZ_EXAMPLES:-30}

if [ ! -x "$venv/bin/schemathesis" ] || [ ! -x "$venv/bin/openapi-spec-validator" ]; then
    echo "fuzz: installing schemathesis $schemathesis and openapi-spec-validator $validator (once)"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check \
        "schemathesis==$schemathesis" "openapi-spec-validator==$validator"
fi

echo "fuzz: validating gateway/openapi.json"
"$venv/bin/openapi-spec-validator" gateway/openapi.json

cargo build --quiet -p taskmaster-cli
program=$PWD/${CARGO_TARGET_DIR:-target}/debug/taskmaster
folder=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT

(
    cd "$folder"
    TASKMASTER_FLEET__BACKEND=none exec "$program" up --data-dir "$folder/data" \
        --grpc 127.0.0.1:0 --http 127.0.0.1:0 --metrics off
) >"$folder/log" 2>&1 &
server=$!

address() {
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["http"])' \
        "$folder/data/endpoints.json" 2>/dev/null
}
answers() {
    python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=1)' \
        "http://$(address)/readyz" 2>/dev/null
}
for _ in $(seq 300); do
    if answers; then break; fi
    if ! kill -0 "$server" 2>/dev/null; then
        cat "$folder/log" >&2
        exit 1
    fi
    sleep 0.1
done

# The token goes by the environment: arguments are seen by everybody on the machine.
TASKMASTER_FUZZ_TOKEN=$(cat "$folder/data/admin.token")
export TASKMASTER_FUZZ_TOKEN
cat >"$folder/schemathesis.toml" <<'TOML'
headers = { Authorization = "Bearer ${TASKMASTER_FUZZ_TOKEN}" }

[checks]
enabled = true

# There is no fleet here: 503 is the right answer.
[[operations]]
include-path = ["/api/workers/scale", "/api/workers/kill"]
checks.not_a_server_error.expected-statuses = ["2xx", "4xx", 503]

# What a schedule means no schema can say: whether an expression ever fires, which members go with
# which kind, what is past.
[[operations]]
include-path = ["/api/jobs", "/api/jobs/{id}", "/api/jobs/{id}/schedule", "/api/schedules/preview"]
include-method = ["POST", "PUT"]
checks.positive_data_acceptance.expected-statuses = [
    "2xx", "3xx", 400, 401, 403, 404, 409, 429, "5xx",
]
TOML

echo "fuzz: calling the API"
found=0
timeout 240 "$venv/bin/schemathesis" --config-file "$folder/schemathesis.toml" run \
    "http://$(address)/api/openapi.json" \
    --max-examples "$examples" --seed 20261121 --workers 2 \
    --suppress-health-check all --no-color || found=$?
if ! kill -0 "$server" 2>/dev/null; then
    echo "fuzz: the server has ended" >&2
    found=1
fi
if grep -q 'a request broke down\|panicked' "$folder/log"; then
    grep 'a request broke down\|panicked' "$folder/log" >&2
    found=1
fi
exit "$found"
