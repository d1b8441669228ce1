#!/usr/bin/env bash
# Builds the WASM modules into target/wasm/out, and as templates for `veilfold wasm bake`, and prints their sizes.
#
#   wasm-plugins/build.sh                       every module, scalar (Fluent Bit refuses SIMD), each twice: with the rules
#                                               of the default profile, and as *.all.wasm with all of them
#   wasm-plugins/build.sh --fast                with all rules, built for speed, for hosts that compile a module: *.fast.wasm
#   wasm-plugins/build.sh --simd                the same with simd128: *.simd.wasm
#   wasm-plugins/build.sh --only fluent-bit     one module
#
# Compiler: Debian's rustc-web, which carries the sources of the standard library, or a rustup toolchain with the target
# wasm32-unknown-unknown; with the component rust-src the standard library is built to size, without it modules are larger.
# Binaryen's wasm-opt makes the modules a tenth smaller; it is used where it is. Where root may, Debian's packages are installed.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly target=wasm32-unknown-unknown
readonly debian_packages=(rustc-web cargo-web rust-web-src lld-19 binaryen)
readonly out=${VEILFOLD_WASM_OUT:-target/wasm/out}

modules=(fluent-bit redpanda redpanda-connect component)
simd=0
fast=0
while [ $# -gt 0 ]; do
    case $1 in
        --simd) simd=1 fast=1 ;;
        --fast) fast=1 ;;
        --only) modules=("${2:?--only needs the name of a host}"); shift ;;
        -h | --help) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "build.sh: unknown option $1 (try --help)" >&2; exit 2 ;;
    esac
    shift
done

may_install() { command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; }
# With old lists of packages apt knows an older compiler only.
install() {
    local apt=(apt-get -qq -o DPkg::Lock::Timeout=500)
    "${apt[@]}" update >&2 && "${apt[@]}" install -y --no-install-recommends "$@" >&2
}
rustup_has_target() {
    command -v rustc >/dev/null && [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]
}
has_sources() { [ -d "$("$1" --print sysroot)/lib/rustlib/src/rust/library/core" ]; }
debian_has_rustc() {
    [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && command -v wasm-ld-19 >/dev/null && has_sources /usr/bin/rustc \
        && /usr/bin/cargo -Z help 2>/dev/null | grep -q panic-immediate-abort
}

# Every panic is one instruction, without the texts and the formatting that nobody could read; the standard library has to be
# built with the same setting.
to_size=(-Zbuild-std=core,alloc -Zpanic-immediate-abort --config 'profile.wasm.panic="immediate-abort"')
[ $fast = 1 ] || to_size+=(-Zbuild-std-features=optimize_for_size)
declare -a cargo
if rustup_has_target; then
    cargo=(cargo build)
    if has_sources rustc; then cargo+=("${to_size[@]}"); fi
elif debian_has_rustc || { may_install && install "${debian_packages[@]}" && debian_has_rustc; }; then
    # ~/.cargo/bin comes before /usr/bin on most machines, hence the full names.
    export RUSTC=/usr/bin/rustc CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19
    cargo=(/usr/bin/cargo build "${to_size[@]}")
else
    cat >&2 <<MESSAGE
build.sh: no compiler for $target. Either of these gives one:
    rustup target add $target
    apt-get install --no-install-recommends ${debian_packages[*]}
MESSAGE
    exit 1
fi
command -v wasm-opt >/dev/null || ! may_install || install binaryen || true
has_wasm_opt=0
if command -v wasm-opt >/dev/null; then
    has_wasm_opt=1
    # The same modules with the names of their functions, for who counts instructions and traps: target/wasm/out/names.
    cargo+=(--config 'profile.wasm.strip="none"')
fi
# For what is unstable above, and for the two lines of assembly that set the shadow stack right after a trap.
export RUSTC_BOOTSTRAP=1

# SHA-256 as a loop: a policy's digest and pseudonyms are a few blocks.
flags='-Clink-arg=-zstack-size=131072 --cfg=sha2_backend="soft" --cfg=sha2_backend_soft="compact"'
variants=("" .all)
if [ $simd = 1 ]; then flags+=" -Ctarget-feature=+simd128"; fi
if [ $fast = 1 ]; then
    variants=(.fast)
    [ $simd = 0 ] || variants=(.simd)
    # Such hosts compile a module: they gain from code that is inlined and unrolled, and do not mind its size.
    export CARGO_PROFILE_WASM_OPT_LEVEL=3
fi
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

# Features named one by one: -all would allow what Fluent Bit's interpreter refuses.
readonly features=(--enable-bulk-memory --enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int
    --enable-multivalue --enable-reference-types)
# The last steps run on this machine, with whatever compiler is there for it.
on_this_machine() {
    env -u RUSTC -u CARGO_TARGET_DIR -u RUSTC_BOOTSTRAP "$(command -v cargo || echo /usr/bin/cargo)" run --quiet "$@"
}
componentise() {
    on_this_machine -p veilfold-componentise -- "$1" wasm-plugins/component/wit/veilfold.wit "$2"
}
# The data of a module for who minds its size are packed; it unpacks them when it starts.
pack() {
    if [ $fast = 1 ]; then cp "$1" "$2"; else on_this_machine -p veilfold-pack -- "$1" "$2"; fi
}
# The lowest kilobyte is the end of the shadow stack, which no record comes near: no address that is computed lies in it, so
# that what is added to one can stand in the load. What is large and has one caller stays a function: what it takes of the shadow
# stack is its own, and that of who makes the engine is no record's.
to_small=(--one-caller-inline-max-function-size 2000 -Oz --low-memory-unused --optimize-added-constants-propagate -Oz
    --flatten --rereloop -Oz --flatten --rereloop -Oz -Oz --reorder-functions)
[ $fast = 0 ] || to_small=(-O3)
mkdir -p "$out/names"
for variant in "${variants[@]}"; do
    export CARGO_TARGET_DIR="target/wasm/build$variant"
    declare -a packages=()
    [ $fast = 1 ] || packages+=(-p veilfold-instance --features veilfold-instance/packed)
    for module in "${modules[@]}"; do
        packages+=(-p "veilfold-$module")
        [ -z "$variant" ] || packages+=(--features "veilfold-$module/catalogue")
        # Who compiles a module may have many records at once, but for those whose own interface says how many.
        [ $fast = 0 ] || [ "$module" != fluent-bit ] || packages+=(--features veilfold-fluent-bit/lines)
    done
    "${cargo[@]}" --quiet --profile wasm --target $target "${packages[@]}"
    for module in "${modules[@]}"; do
        built="$CARGO_TARGET_DIR/$target/wasm/veilfold_${module//-/_}.wasm"
        finished="$out/veilfold-$module$variant.wasm"
        small="$built.small"
        if [ $has_wasm_opt = 0 ]; then
            pack "$built" "$small"
        elif [ ! "$small" -nt "$built" ]; then
            named="$out/names/veilfold-$module$variant.wasm"
            wasm-opt "${to_small[@]}" -g "${features[@]}" $([ $simd = 0 ] || echo --enable-simd) "$built" -o "$built.named"
            pack "$built.named" "$named"
            wasm-opt --strip-debug --strip-producers "${features[@]}" $([ $simd = 0 ] || echo --enable-simd) "$named" -o "$small"
        fi
        if [ "$module" = component ]; then
            componentise "$small" "$small.component"
            small="$small.component"
        fi
        cmp -s "$small" "$finished" || cp "$small" "$finished"
        # The command that is built next bakes policies into these.
        template="crates/veilfold-cli/templates/veilfold-$module$variant.wasm"
        [ $fast = 1 ] || cmp -s "$finished" "$template" || cp "$finished" "$template"
        printf '%9d bytes  %s\n' "$(stat -c %s "$finished")" "$finished"
    done
done
