#!/usr/bin/env bash
# Builds the WASM modules into target/wasm/out and prints their sizes.
#
#   wasm-plugins/build.sh             every module, scalar (Fluent Bit refuses SIMD)
#   wasm-plugins/build.sh --simd      the same with simd128, for other hosts: *.simd.wasm
#   wasm-plugins/build.sh --optimise  runs Binaryen's wasm-opt over the result (smaller, slower to build)
#
# Compiler: a rustup toolchain that has the wasm32-unknown-unknown target; else Debian's rustc-web, which
# carries the sources of the standard library and builds it. Where root may, the Debian packages are installed.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly target=wasm32-unknown-unknown
readonly debian_packages=(rustc-web cargo-web rust-web-src lld-19)
readonly modules=(veilfold-fluent-bit)
readonly out=${VEILFOLD_WASM_OUT:-target/wasm/out}

simd=0 optimise=0
for argument in "$@"; do
    case $argument in
        --simd) simd=1 ;;
        --optimise) optimise=1 ;;
        -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "build.sh: unknown option $argument (try --help)" >&2; exit 2 ;;
    esac
done

rustup_has_target() {
    command -v rustc >/dev/null && [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]
}
debian_has_rustc() {
    [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && command -v wasm-ld-19 >/dev/null &&
        [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/core" ]
}
install_debian_rustc() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    apt-get -o DPkg::Lock::Timeout=500 install -y --no-install-recommends "${debian_packages[@]}" >&2
}

declare -a cargo
if rustup_has_target; then
    cargo=(cargo build)
elif debian_has_rustc || { install_debian_rustc && debian_has_rustc; }; then
    # ~/.cargo/bin comes before /usr/bin on most machines, hence the full names.
    export RUSTC=/usr/bin/rustc CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19
    cargo=(/usr/bin/cargo build -Zbuild-std=core,alloc)
else
    cat >&2 <<MESSAGE
build.sh: no compiler for $target. Either of these gives one:
    rustup target add $target
    apt-get install --no-install-recommends ${debian_packages[*]}
MESSAGE
    exit 1
fi
# -Zbuild-std, and the two lines of assembly that set the shadow stack right after a trap.
export RUSTC_BOOTSTRAP=1

flags="-Clink-arg=-zstack-size=131072"
suffix=""
if [ $simd = 1 ]; then
    flags+=" -Ctarget-feature=+simd128"
    suffix=".simd"
fi
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags" CARGO_TARGET_DIR="target/wasm/build$suffix"
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

declare -a packages
for module in "${modules[@]}"; do packages+=(-p "$module"); done
"${cargo[@]}" --quiet --profile wasm --target $target "${packages[@]}"

mkdir -p "$out"
for module in "${modules[@]}"; do
    built="$CARGO_TARGET_DIR/$target/wasm/${module//-/_}.wasm"
    finished="$out/$module$suffix.wasm"
    if [ $optimise = 1 ]; then
        # Named one by one: -all would allow what Fluent Bit's interpreter refuses.
        wasm-opt -O3 --enable-bulk-memory --enable-sign-ext --enable-mutable-globals \
            --enable-nontrapping-float-to-int --enable-multivalue --enable-reference-types \
            $([ $simd = 0 ] || echo --enable-simd) "$built" -o "$finished"
    else
        cmp -s "$built" "$finished" || cp "$built" "$finished"
    fi
    printf '%9d bytes  %s\n' "$(stat -c %s "$finished")" "$finished"
done
