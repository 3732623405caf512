#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# arm64.sh libs    put the libraries for 64-bit ARM, from Debian's packages, under build/arm64/libs
# arm64.sh check   build for 64-bit ARM; run the unit programs and the bats files below by qemu-user
# Nothing is installed and no architecture added to the system: packages are fetched and unpacked.
# The program is linked statically, so that qemu needs no more, and without what is optional. Last line: N passed, N failed
set -u
cd "${BASH_SOURCE[0]%/*}/../.." || exit 2
make=${MAKE:-make}
cross=aarch64-linux-gnu-gcc
libs=build/arm64/libs
bats_files=(tests/laws/bytes.bats tests/json_suite.bats tests/lang_numbers.bats tests/bad_lines.bats)

# Packages of another architecture, by lists of their own.
fetch_libs() {
    local apt=$PWD/build/arm64/apt options
    [ ! -e "$libs/usr/include/xxhash.h" ] || return 0
    command -v apt-get >/dev/null || { echo 'arm64: no apt-get here to fetch libraries by'; return 1; }
    mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial "$libs"
    : >"$apt/status"
    options=(-qq -o Dir::State="$apt" -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache"
        -o Dir::State::status="$apt/status" -o APT::Architecture=arm64 -o APT::Architectures=arm64
        -o APT::Sandbox::User="$(id -un)")
    apt-get "${options[@]}" update || return
    (cd "$apt" && apt-get "${options[@]}" download libjansson-dev libpcre2-dev libxxhash-dev) || return
    local package
    for package in "$apt"/*.deb; do
        dpkg-deb -x "$package" "$libs" || return
    done
}

missing() {
    local tool
    for tool in $cross qemu-aarch64; do
        command -v "$tool" >/dev/null || echo "$tool"
    done
    [ -e "$libs/usr/include/xxhash.h" ] || echo 'the libraries for arm64'
}

build() {
    local lib=$PWD/$libs/usr/lib/aarch64-linux-gnu
    $make --no-print-directory -s FLAVOUR=arm64 CC=$cross LDFLAGS=-static OPTIONAL= \
        LIB_CFLAGS="-isystem $PWD/$libs/usr/include" LIB_LIBS="$lib/libjansson.a $lib/libpcre2-8.a" \
        build/arm64/weir units
}

check() {
    build || return
    local emulated=build/arm64/weir-emulated
    printf '#!/bin/sh\nexec qemu-aarch64 %s/build/arm64/weir "$@"\n' "$PWD" >$emulated
    chmod +x $emulated
    TEST_RUNNER=qemu-aarch64 TEST_BATS=${bats_files[*]} \
        tests/run-all.sh build/arm64 $emulated unit bats
}

case ${1-} in
libs) fetch_libs ;;
check)
    lack=$(missing)
    if [ -n "$lack" ]; then
        printf 'arm64: not here: %s\n' "${lack//$'\n'/, }"
        echo "'make deps-arm64' installs them (on Debian: gcc-aarch64-linux-gnu, qemu-user)"
        exit 1
    fi
    check
    ;;
*) sed -n '3,4s/^# //p' "$0" >&2; exit 2 ;;
esac
