#!/usr/bin/env bash
# Runs a command with TEST_DATABASE_URL pointing at a PostgreSQL of its own.
#
#   tests/with-postgres.sh cargo nextest run -p taskmaster-store-postgres
#
# Where TEST_DATABASE_URL is set already, the command is simply run. Otherwise a private server with
# default durability is started in a temporary folder, on loopback and a unix socket only, and is
# stopped when the command has ended, whose exit code is returned.
set -euo pipefail

if [[ $# -eq 0 ]]; then
    echo "usage: $0 COMMAND [ARGUMENT...]" >&2
    exit 2
fi
if [[ -n "${TEST_DATABASE_URL:-}" ]]; then
    exec "$@"
fi

# The folder of the newest server binaries, empty when there are none. Distributions keep them off
# the PATH, in a folder for each version.
binaries() {
    local newest
    newest=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
    if [[ -z "$newest" ]]; then
        newest=$(command -v initdb || true)
    fi
    [[ -z "$newest" ]] || dirname "$newest"
}

bin=$(binaries)
if [[ -z "$bin" ]]; then
    as_root=()
    [[ $EUID -eq 0 ]] || as_root=(sudo)
    {
        "${as_root[@]}" apt-get update -qq
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq postgresql
    } >&2
    bin=$(binaries)
fi
if [[ -z "$bin" ]]; then
    echo "no PostgreSQL server was found and none could be installed" >&2
    exit 1
fi

# The server refuses to run as root.
as_owner=()
folder=$(mktemp -d "${TMPDIR:-/tmp}/taskmaster-postgres.XXXXXX")
if [[ $EUID -eq 0 ]]; then
    as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups)
    chown postgres "$folder"
fi
chmod 0700 "$folder"

stop() {
    if [[ -f "$folder/data/postmaster.pid" ]]; then
        (cd "$folder" && "${as_owner[@]}" "$bin/pg_ctl" stop -D "$folder/data" -m immediate -w >/dev/null 2>&1) ||
            true
    fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A free port for somebody who is quick; the server's start fails when it was taken meanwhile.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

as_server() { (cd "$folder" && "${as_owner[@]}" env -u PGDATA -u PGHOST -u PGPORT "$@"); }

as_server "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C >"$folder/initdb.log"
started=
for _ in 1 2 3 4 5; do
    port=$(free_port)
    options="-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=300"
    if as_server "$bin/pg_ctl" start -D "$folder/data" -w -l "$folder/data/server.log" -o "$options" >/dev/null; then
        started=yes
        break
    fi
done
if [[ -z "$started" ]]; then
    cat "$folder/data/server.log" >&2
    exit 1
fi

export TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
code=0
"$@" || code=$?
exit "$code"
