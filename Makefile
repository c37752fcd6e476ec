# `make run` and `make test` are all that a newcomer needs. `make verify` is what CI runs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help setup build build-frontend build-backend frontend dev-frontend check-frontend run dev up down test coverage lint fmt bench soak verify clean generated deny proto-lint fuzz-api containers-lint k8s-validate

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s $$'\t'

setup: ## Install what building and testing need
	@tests/setup.sh

build: frontend build-backend ## Build everything into target/release/taskmaster

build-frontend: dashboard/node_modules/.package-lock.json ## Build the dashboard, which the program then contains
	npm --prefix dashboard run --silent build

build-backend: ## Build the release binary with the dashboard that is built, if any
	cargo build --release -p taskmaster-cli

# A program without the dashboard is a good program: only Rust is needed for it.
frontend:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory build-frontend; \
	else echo "make: npm is missing, the program will have no dashboard: install Node 20.19 or newer" >&2; fi

dashboard/node_modules/.package-lock.json: dashboard/package-lock.json
	npm --prefix dashboard ci --silent
	@touch $@

run: build ## Build and start everything on this machine
	@exec target/release/taskmaster up $(ARGS)

dev: ## Run, and build and start again when a source changes
	@tests/dev.sh $(ARGS)

dev-frontend: dashboard/node_modules/.package-lock.json ## The dashboard with hot reload on 5173, before a gateway on 8081
	npm --prefix dashboard run --silent dev

up: ## Build and start everything in containers (Docker)
	@docker/up $(ARGS)

down: ## End what `make up` has started; ARGS=--volumes deletes its data too
	@docker/compose down --remove-orphans $(ARGS)

test: setup ## Everything: unit, conformance on both databases, end to end, faults
	$(MAKE) --no-print-directory check-frontend build-frontend
	cargo build -p taskmaster-cli
	tests/containers.sh prepare
	tests/with-postgres.sh cargo nextest run --workspace --no-fail-fast
	cargo test --doc --workspace --quiet
	tests/browser.sh

check-frontend: dashboard/node_modules/.package-lock.json ## Types, lints, tests and generated types of the dashboard
	npm --prefix dashboard run --silent check

coverage: setup ## Line coverage of all tests, in target/coverage
	@tests/coverage.sh

fmt: ## Format
	cargo fmt --all

lint: ## Format check and clippy
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

deny: ## Licences, bans and sources of dependencies
	cargo deny --log-level error check bans licenses sources

proto-lint: ## buf lint of the proto files
	tests/buf.sh lint proto

fuzz-api: ## Validate the OpenAPI document and call the API with whatever it allows and forbids
	tests/fuzz.sh

k8s-validate: ## Render the Kubernetes manifests and validate them, without a cluster
	@tests/k8s.sh

containers-lint: ## hadolint on the Dockerfiles, schemas on the Compose file
	tests/containers.sh lint

generated: ## Fail when a generated file is out of date
	cargo nextest run -p taskmaster-cli -p taskmaster-runtime -p taskmaster-domain -E 'test(/the_committed_page|the_drawn_graph/)'

bench: ## Measure, and write docs/benchmarks.md
	cargo build --release -p taskmaster-cli -p taskmaster-bench
	tests/with-postgres.sh target/release/taskmaster-bench --write docs/benchmarks.md $(ARGS)

soak: ## Long runs: chaos on SQLite and PostgreSQL, random walks that nobody took before, all zones and expressions of schedules, the dashboard before a million tasks and for SOAK_SECONDS
	cargo build -p taskmaster-cli
	TASKMASTER_SOAK=1 tests/with-postgres.sh cargo nextest run -p taskmaster-tests --profile soak -E 'test(/chaos/) | test(/^faults_jobs::/)'
	TASKMASTER_SOAK=1 tests/with-postgres.sh cargo nextest run -p taskmaster-store-sqlite -p taskmaster-store-postgres --profile soak -E 'test(agrees_with_the_model)'
	TASKMASTER_SOAK=1 cargo nextest run -p taskmaster-scheduler --profile soak -E 'test(/^duties::sim::/)'
	TASKMASTER_SOAK=1 cargo nextest run --release -p taskmaster-domain --profile soak -E 'binary(schedule_oracle)'
	cargo build --release -p taskmaster-cli
	E2E=e2e:deep TASKMASTER_BIN=$(CURDIR)/target/release/taskmaster tests/browser.sh

verify: ## What CI runs
	@tests/verify.sh

clean: ## Remove all that was built
	cargo clean
	rm -rf node_modules .run dashboard/dist dashboard/node_modules
