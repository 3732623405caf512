#!/bin/sh
# SPDX-License-Identifier: MIT
# deps.sh GROUP...   install what is missing of the groups build, extra (it can do without), test, lint,
#                    arm64; quiet if nothing is
# deps.sh --say      name the packages that a build needs, for every known package manager
set -u
PATH=$PATH:/usr/sbin:/sbin

# One line a need: group, the test that it is met, then its package for apt, dnf, pacman, apk, brew
# (`-`: comes with something else there).
needs='
build cmd:cc              gcc             gcc               gcc        gcc           -
build header:stdio.h      libc6-dev       glibc-devel       glibc      musl-dev      -
build cmd:make            make            make              make       make          make
build cmd:pkg-config      pkg-config      pkgconf-pkg-config pkgconf   pkgconf       pkg-config
build lib:jansson         libjansson-dev  jansson-devel     jansson    jansson-dev   jansson
build lib:libpcre2-8      libpcre2-dev    pcre2-devel       pcre2      pcre2-dev     pcre2
build lib:libxxhash       libxxhash-dev   xxhash-devel      xxhash     xxhash-dev    xxhash
extra lib:zlib            zlib1g-dev      zlib-devel        zlib       zlib-dev      zlib
extra lib:libzstd         libzstd-dev     libzstd-devel     zstd       zstd-dev      zstd
extra lib:libmicrohttpd   libmicrohttpd-dev libmicrohttpd-devel libmicrohttpd libmicrohttpd-dev libmicrohttpd
test  cmd:zstd            zstd            zstd              zstd       zstd          zstd
test  cmd:socat           socat           socat             socat      socat         socat
test  cmd:nc              netcat-openbsd  nmap-ncat         openbsd-netcat netcat-openbsd -
test  cmd:logrotate       logrotate       logrotate         logrotate  logrotate     logrotate
test  cmd:bash            bash            bash              bash       bash          bash
test  cmd:bats            bats            bats              bats       bats          bats-core
test  cmd:parallel        parallel        parallel          parallel   parallel      parallel
test  cmd:diff            diffutils       diffutils         diffutils  diffutils     diffutils
test  cmd:gzip            gzip            gzip              gzip       gzip          gzip
test  cmd:tmux        tmux            tmux              tmux       tmux          tmux
test  cmd:python3         python3         python3           python     python3       python3
test  cmd:zsh             zsh             zsh               zsh        zsh           zsh
test  cmd:fish            fish            fish              fish       fish          fish
test  zone:Europe/Berlin  tzdata          tzdata            tzdata     tzdata        -
lint  cmd:clang           clang           clang             clang      clang         -
lint  fuzzer:clang        libclang-rt-dev compiler-rt       compiler-rt compiler-rt  llvm
lint  cmd:cppcheck        cppcheck        cppcheck          cppcheck   cppcheck      cppcheck
lint  cmd:shellcheck      shellcheck      ShellCheck        shellcheck shellcheck    shellcheck
lint  cmd:mandoc          mandoc          mandoc            mandoc     mandoc        mandoc
lint  cmd:groff           groff           groff             groff      groff         groff
lint  sanitizer:cc        -               libasan,libubsan  -          -             -
arm64 arm64:stdio.h       gcc-aarch64-linux-gnu,libc6-dev-arm64-cross - - -            -
arm64 cmd:qemu-aarch64    qemu-user       qemu-user         qemu-user  qemu-aarch64  -
'

compiles() { # CC FLAG...   with the program on standard input
    command -v "$1" >/dev/null 2>&1 && "$@" -x c -o /dev/null - >/dev/null 2>&1
}

is_met() { # KIND:NAME
    case $1 in
    cmd:*) command -v "${1#*:}" >/dev/null 2>&1 ;;
    lib:*) pkg-config --exists "${1#*:}" 2>/dev/null ;;
    header:*) echo "#include <${1#*:}>" | compiles cc -c ;;
    arm64:*) echo "#include <${1#*:}>" | compiles aarch64-linux-gnu-gcc -c ;;
    zone:*) [ -e "/usr/share/zoneinfo/${1#*:}" ] ;;
    sanitizer:*) echo 'int main(void) { return 0; }' | compiles cc -fsanitize=address,undefined ;;
    fuzzer:*)
        echo 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return !p && n; }' |
            compiles clang -fsanitize=fuzzer,address,undefined
        ;;
    esac
}

packages() { # MANAGER GROUP...   packages of the needs that are not met (of all, if ALL is set)
    case $1 in apt) column=1 ;; dnf) column=2 ;; pacman) column=3 ;; apk) column=4 ;; *) column=5 ;; esac
    shift
    for group in "$@"; do
        echo "$needs" | while read -r row_group need names; do
            [ "$row_group" = "$group" ] || continue
            [ -n "${ALL-}" ] || ! is_met "$need" || continue
            echo "$names" | awk -v column=$column '$column != "-" { print $column }'
        done
    done | tr ',\n' '  ' | sed 's/ $//'
}

say() {
    ALL=yes
    echo 'weir needs a C compiler, make, pkg-config, jansson, PCRE2 and xxHash. It can do without zlib and'
    echo 'libzstd (compressed files) and libmicrohttpd (--metrics). Install all of them by'
    echo "  Debian, Ubuntu  apt-get install $(packages apt build extra)"
    echo "  Fedora          dnf install $(packages dnf build extra)"
    echo "  Arch            pacman -S $(packages pacman build extra)"
    echo "  Alpine          apk add $(packages apk build extra)"
    echo "  macOS           brew install $(packages brew build extra)"
    echo "or by 'make deps'."
} >&2

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

manager() {
    for m in apt-get dnf pacman apk brew; do
        ! command -v $m >/dev/null 2>&1 || { echo ${m%-get}; return; }
    done
}

install() { # MANAGER PACKAGE...
    m=$1
    shift
    echo "installing: $*"
    apt_options='-qq -y --no-install-recommends -o Dpkg::Use-Pty=0'
    case $m in
    apt)
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
        # shellcheck disable=SC2086 # words
        as_root env DEBIAN_FRONTEND=noninteractive apt-get $apt_options install "$@" >/dev/null
        ;;
    dnf) as_root dnf -q -y install "$@" ;;
    pacman) as_root pacman -Sy --needed --noconfirm "$@" ;;
    apk) as_root apk add -q "$@" ;;
    brew) brew install -q "$@" ;;
    esac </dev/null
}

[ "${1-}" != --say ] || { say; exit 0; }
m=$(manager)
missing=$(packages "${m:-apt}" "$@")
[ -n "$missing" ] || exit 0
[ -n "$m" ] || { say; exit 1; }
# shellcheck disable=SC2086 # package names are words
install "$m" $missing
