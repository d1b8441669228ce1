#!/usr/bin/env bash
# Unpacks Debian packages, with what they depend on and the machine lacks, below target/apt/PACKAGE/root. Nothing is
# installed: rsyslog and syslog-ng exclude each other, and neither may replace the one that a machine logs with.
# usage: unpacked-packages.sh PACKAGE...
set -euo pipefail
cd "$(dirname "$0")/.."
missing=()
for package in "$@"; do [ -e "target/apt/$package/done" ] || missing+=("$package"); done
[ ${#missing[@]} -gt 0 ] || exit 0
echo "unpacking: ${missing[*]}"
run=()
if [ "$(id -u)" -ne 0 ] && command -v sudo >/dev/null; then run=(sudo); fi
# Without rights the lists that are there must do.
"${run[@]}" apt-get -qq -o DPkg::Lock::Timeout=500 update || echo "package lists not renewed" >&2
for package in "${missing[@]}"; do
    dir=$PWD/target/apt/$package
    rm -rf "$dir"
    mkdir -p "$dir/partial"
    # The locks guard what is installed, and nothing gets installed.
    apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 \
        -o Dir::Cache::archives="$dir" install "$package"
    for archive in "$dir"/*.deb; do
        dpkg-deb -x "$archive" "$dir/root"
        rm "$archive"
    done
    touch "$dir/done"
done
