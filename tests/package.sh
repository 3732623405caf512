#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# package.sh TARBALL   the tarball of `make dist` builds by itself, into a Debian package where debhelper is there; that is
# put into an empty root, run, and removed without a trace. Last: N passed, N failed
set -u
tarball=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log
passed=0 failed=0

check() { # NAME CMD...
    local name=$1
    shift
    if "$@" >"$log" 2>&1 </dev/null; then
        passed=$((passed + 1))
    else
        echo "$name: $*"
        tail -n 30 "$log"
        failed=$((failed + 1))
    fi
}

unpacked() {
    tar -xzf "$tarball" -C "$work" && mv "$work"/weir-* "$work/source"
}

runs() { # WEIR
    [ "$(echo '{"a":2}' | "$1" 'count')" = '{"count":1}' ]
}

in_source() {
    (cd "$work/source" && "$@")
}

# The package manager, in a root of its own, with a list of packages that is empty.
in_root() {
    mkdir -p "$work"/root/var/lib/dpkg/{info,updates,triggers}
    touch "$work/root/var/lib/dpkg/status"
    dpkg --root="$work/root" --force-not-root --force-depends --force-script-chrootless --log=/dev/null "$@"
}

is_empty() {
    [ -z "$(find "$work/root" -path "$work/root/var" -prune -o -type f -print)" ]
}

depends_on() { # LIBRARY...
    local library found
    found=$(dpkg-deb -f "$deb" Depends) || return
    for library; do
        [[ $found == *"$library"* ]] || return
    done
}

# Nothing that lintian finds is to be found. It does not like to be run as root, and says so.
is_clean() {
    ! lintian --fail-on error,warning "$work"/source/build/deb/*.changes 2>&1 | grep -E '^[EW]:'
}

check_package() {
    local file
    check 'the package' in_source make -s deb
    deb=$(find "$work/source/build/deb" -name 'weir_*.deb')
    check 'its version' in_source grep -q "^VERSION = $(dpkg-deb -f "$deb" Version | sed 's/-[^-]*$//')\$" Makefile
    check 'its libraries' depends_on libjansson libpcre2-8 libc6
    ! command -v lintian >/dev/null || check 'lintian' is_clean
    check 'installing it' in_root -i "$deb"
    for file in bin/weir share/man/man1/weir.1.gz share/man/man7/weir-stages.7.gz share/bash-completion/completions/weir \
        share/zsh/vendor-completions/_weir share/fish/vendor_completions.d/weir.fish share/doc/weir/copyright; do
        check 'a file' test -s "$work/root/usr/$file"
    done
    check 'a run' runs "$work/root/usr/bin/weir"
    check 'removing it' in_root -P weir
    check 'what is left' is_empty
}

jobs=$(getconf _NPROCESSORS_ONLN)
export DEB_BUILD_OPTIONS="noopt parallel=$jobs"
check 'the tarball' unpacked
if command -v dh >/dev/null && command -v dpkg-deb >/dev/null; then
    check_package
else
    echo 'package: skipped, not installed: debhelper'
    check 'the build' in_source make -s -j"$jobs" CFLAGS=-O1
    check 'a run' runs "$work/source/weir"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
