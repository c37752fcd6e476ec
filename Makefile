# `make run` and `make test` are all that a newcomer needs. `make verify` is what CI runs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help setup build run dev up down test coverage lint fmt bench soak verify clean generated deny proto-lint fuzz-api containers-lint k8s-validate

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s $$'\t'

setup: ## Install what building and testing need
	@tests/setup.sh

build: ## Build the release binary, target/release/taskmaster
	cargo build --release -p taskmaster-cli

run: build ## Build and start everything on this machine
	@exec target/release/taskmaster up $(ARGS)

dev: ## Run, and build and start again when a source changes
	@tests/dev.sh $(ARGS)

up: ## Build and start everything in containers (Docker)
	@docker/up $(ARGS)

down: ## End what `make up` has started; ARGS=--volumes deletes its data too
	@docker/compose down --remove-orphans $(ARGS)

test: setup ## Everything: unit, conformance on both databases, end to end, faults
	cargo build -p taskmaster-cli
	tests/containers.sh prepare
	tests/with-postgres.sh cargo nextest run --workspace --no-fail-fast
	cargo test --doc --workspace --quiet

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

soak: ## Long runs of chaos, SQLite and PostgreSQL
	cargo build -p taskmaster-cli
	TASKMASTER_SOAK=1 tests/with-postgres.sh cargo nextest run -p taskmaster-tests --profile soak -E 'test(/chaos/)'

verify: ## What CI runs
	@tests/verify.sh

clean: ## Remove all that was built
	cargo clean
	rm -rf node_modules .run
