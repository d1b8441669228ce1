#!/usr/bin/env bash
# `make test`: every suite of the project, on the real components, with coverage of the Rust and Python code.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n=== %s (%ds)\n' "$1" "$SECONDS"; }

step "system packages"
rustc_llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
scripts/system-packages.sh \
    prometheus=prometheus prometheus-alertmanager=prometheus-alertmanager \
    "llvm-cov-$rustc_llvm=llvm-$rustc_llvm"
scripts/unpacked-packages.sh rsyslog syslog-ng-core

step "lint"
make --no-print-directory lint

step "WASM filters"
make --no-print-directory wasm

step "the wheel, as a user installs it"
.venv/bin/maturin build --quiet --release --out target/wheels

eval "$(scripts/coverage.py env)"

step "Rust tests"
cargo test --quiet --workspace --exclude veilfold-python --exclude veilfold-host --exclude veilfold-fluent-bit \
    --exclude veilfold-redpanda-connect --exclude veilfold-component

step "the package, instrumented"
cargo build --quiet -p veilfold-cli
.venv/bin/maturin develop --quiet --extras demo,test,dev

step "shared vectors through every front door"
cargo run --quiet -p veilfold-vectors -- --door native,command,python

step "Python tests"
.venv/bin/pytest --cov --cov-report=term --cov-fail-under=90 tests/python tests/ops tests/pipelines

step "WASM conformance"
env -u RUSTFLAGS -u CARGO_TARGET_DIR cargo test --quiet --profile host -p veilfold-host
env -u RUSTFLAGS -u CARGO_TARGET_DIR cargo test --quiet --profile host -p veilfold-cli --features wasm --test wasm

step "coverage of the Rust code"
scripts/coverage.py report 90
