# The only entry points. Each one sets up what it needs; nothing else has to be installed first but Rust and Python.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := target/tools/bin
DENY_VERSION := 0.20.2
SYSTEM := scripts/system-packages.sh

# A local rebuild after an edit need not wait for the fat link of the wheel.
DEMO_PROFILE ?= release

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

$(BIN)/maturin: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip 'maturin>=1.9,<2'
	@touch $@

.PHONY: demo
demo: $(BIN)/maturin ## A real service, its logs redacted and grouped, with the proof (no server, no network)
	$(BIN)/maturin develop --quiet --profile $(DEMO_PROFILE) --extras demo
	$(BIN)/veilfold demo

.PHONY: lint
lint: lint-rust lint-python ## Format, clippy, docs, licences; ruff, mypy, pyright, stubtest

.PHONY: lint-rust
lint-rust: $(TOOLS)/cargo-deny
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy -p veilfold-core --no-default-features -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --workspace --no-deps
	$(TOOLS)/cargo-deny --log-level error --all-features check licenses bans sources

$(TOOLS)/cargo-deny:
	cargo install --quiet --locked --root target/tools --version $(DENY_VERSION) cargo-deny

.PHONY: lint-python
lint-python: develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	cd grafana && ../$(BIN)/mypy --strict generate.py
	cd alertmanager && ../$(BIN)/mypy --strict generate_rules.py
	$(BIN)/python -m mypy.stubtest veilfold._native
	$(BIN)/pyright --pythonpath $(BIN)/python

# The package in $(VENV), with what its tests need, built for a quick edit-and-run cycle.
.PHONY: develop
develop: $(BIN)/maturin
	$(BIN)/maturin develop --quiet --profile fast --extras demo,test,dev

.PHONY: wasm
wasm: ## The WASM filters, into target/wasm/out
	wasm-plugins/build.sh
	wasm-plugins/build.sh --fast --only fluent-bit
	wasm-plugins/build.sh --simd --only fluent-bit

.PHONY: test
test: ## Every suite, on the real components, with coverage
	scripts/test.sh

.PHONY: stress
stress: develop ## Log files under load: rotation for a minute by 4 processes of 4 threads, and 50 kills
	VEILFOLD_STRESS_SECONDS=60 VEILFOLD_STRESS_KILLS=50 $(BIN)/pytest -v -k 'rotation or kill' tests/python/test_files.py

.PHONY: bench
bench: $(BIN)/maturin wasm ## Ratios to peers in one run, written to docs/benchmarks.md
	$(BIN)/maturin develop --quiet --release --extras bench
	$(BIN)/python bench/run.py

.PHONY: fuzz
fuzz: ## Each fuzz target for a minute (FUZZ_SECONDS=60)
	crates/fuzz/run.sh $${FUZZ_SECONDS:-60}
