#!/usr/bin/env bash
# Runs every fuzz target, or those named, for a while each, and fails on the first finding.
#
#   crates/fuzz/run.sh 60                     every target, 60 seconds each
#   crates/fuzz/run.sh 600 transform linear   these two, ten minutes each
#   crates/fuzz/run.sh --inputs 10000000 [seed]   so many made-up lines without coverage: idempotent, and JSON stays JSON
#   crates/fuzz/run.sh --module MODULE.wasm 1000000 [seed]   so many through a Fluent Bit module: no trap, and as natively
#
# A finding lies in crates/fuzz/artifacts/<target>/ and is printed; run it again with
#   crates/fuzz/run.sh --replay <target> <file>
#
# Built on stable Rust: libFuzzer needs only the coverage pass of LLVM, which rustc can be told to run.
set -euo pipefail
readonly from=$PWD
cd "$(dirname "$0")"

readonly host=$(rustc -vV | sed -n 's/^host: //p')
readonly all=(transform redact_text detectors linear process message_template stack_parse policy_compile)

if [ "${1:-}" = --inputs ]; then
    shift
    CARGO_TARGET_DIR=target exec cargo run --quiet --release --bin endure -- "$@"
fi
if [ "${1:-}" = --module ]; then
    module=$(cd "$from" && realpath "$2")
    shift 2
    CARGO_TARGET_DIR=target cargo run --quiet --release --bin endure -- print "$@" \
        | (cd ../.. && cargo run --quiet --profile host -p veilfold-host --example agree -- "$module")
    exit
fi

# --target keeps the coverage pass away from build scripts, which are not linked with libFuzzer.
RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 \
-Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares" \
    CARGO_TARGET_DIR=target cargo build --quiet --release --target "$host" "${all[@]/#/--bin=}"
readonly bin="target/$host/release"

if [ "${1:-}" = --replay ]; then
    exec "$bin/$2" "$3"
fi
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=("${all[@]}")

CARGO_TARGET_DIR=target cargo run --quiet --bin seed -- corpus
failed=0
for target in "${targets[@]}"; do
    mkdir -p "artifacts/$target" "corpus/$target"
    log="artifacts/$target.log"
    printf '%-18s' "$target"
    # -timeout: an input that takes this long is not linear. -rss_limit_mb: nor bounded.
    if "$bin/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1500 -max_len=8192 -print_final_stats=1 \
        -dict=words.dict -artifact_prefix="artifacts/$target/" "corpus/$target" >"$log" 2>&1; then
        awk '/number_of_executed_units/{runs=$2} /peak_rss_mb/{rss=$2} END{print "ok", runs, "runs,", rss, "MB"}' "$log"
    else
        failed=1
        echo "FOUND"
        grep -aE -A4 'panicked at|ERROR: libFuzzer|Test unit written' "$log" | grep -avE '^( +#|--|NOTE|stack backtrace)' | cut -c1-300 | head -12 >&2
    fi
done
exit $failed
