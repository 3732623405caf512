# SPDX-License-Identifier: MIT
# One Makefile, no configure step. Sections: configure, build, test, lint, install.
# A build is a FLAVOUR (release, asan, tiny, fuzz, lint-...), its objects are under build/FLAVOUR.
# V=1 shows the commands.

# ---- configure ------------------------------------------------------------------------------
VERSION = 0.1.0
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share
BASHDIR ?= $(DATADIR)/bash-completion/completions
ZSHDIR ?= $(DATADIR)/zsh/site-functions
FISHDIR ?= $(DATADIR)/fish/vendor_completions.d
CFLAGS ?= -O2 -g
INSTALL ?= install
PKG_CONFIG ?= pkg-config
SECONDS ?= 10
FLAVOUR ?= release

LIBRARIES = jansson libpcre2-8 libxxhash
# Libraries that weir can do without, each with the file that uses it and the macro that says that
# it is there. WITHOUT=LIBRARY leaves one out.
OPTIONAL = zlib:io/gzip:WEIR_ZLIB libzstd:io/zstd:WEIR_ZSTD libmicrohttpd:io/http:WEIR_HTTPD
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wundef -Wvla
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# What a flavour adds to the flags.
FLAGS_asan = -O1 $(SANITIZE)
FLAGS_tsan = -O1 -fsanitize=thread
FLAGS_tiny = -DWEIR_TINY
FLAGS_fuzz = -O1 $(SANITIZE) $(FUZZ_FLAGS)
# Linked of one piece the program starts in half the time, and the tests start it thousands of times.
WHOLE_asan = $(eval WHOLE_asan := \
	-no-pie $(call if_linked,$(SANITIZE),-static-libasan -static-libubsan))$(WHOLE_asan)
FLAGS_static = -static
LIBS_static = --static
FLAGS_lint-gcc = -O2 -Werror
FLAGS_lint-clang = -O2 -Werror

# The libraries are asked for when first used, so that `make deps all` can install them before.
is_there = $(shell $(PKG_CONFIG) --exists $1 2>/dev/null && echo yes)
library = $(firstword $(subst :, ,$1))
# if_linked(FLAGS,MORE): MORE, where the compiler links a program with them
if_linked = $(shell echo 'int main(void) { return 0; }' | \
	$(CC) $1 $2 -x c -o /dev/null - 2>/dev/null && echo '$2')
FOUND = $(eval FOUND := $(foreach o,$(OPTIONAL),$(if $(filter-out $(WITHOUT),$(call library,$o)),$(if \
	$(call is_there,$(call library,$o)),$o))))$(FOUND)
USED = $(LIBRARIES) $(foreach o,$(FOUND),$(call library,$o))
# libmicrohttpd is loaded when it is asked for.
LINKED = $(filter-out libmicrohttpd,$(USED))
LIB_CFLAGS = $(eval LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(USED)))$(LIB_CFLAGS)
LIB_LIBS = $(eval LIB_LIBS := $(shell $(PKG_CONFIG) $(LIBS_$(FLAVOUR)) --libs $(LINKED)))$(LIB_LIBS)
AS_NEEDED = $(if $(filter Darwin,$(shell uname -s)),,-Wl,--as-needed)

ALL_CPPFLAGS = -D_GNU_SOURCE -DWEIR_VERSION='"$(VERSION)"' -Isrc $(CPPFLAGS)
ALL_CFLAGS = -std=c17 $(WARNINGS) $(CFLAGS) $(FLAGS_$(FLAVOUR))
quiet = $(if $(V),,@)
say = @$(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),:,echo ' ')
COMPILE_BARE = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)
COMPILE = $(COMPILE_BARE) $(foreach o,$(FOUND),-D$(lastword $(subst :, ,$o)))
LINK = $(CC) $(ALL_CFLAGS) $(LDFLAGS) $(AS_NEEDED)

# ---- build ----------------------------------------------------------------------------------
build = build/$(FLAVOUR)
weir = $(if $(filter release,$(FLAVOUR)),weir,$(build)/weir)
sources = $(wildcard src/*/*.c)
objects = $(sources:src/%.c=$(build)/%.o)
main = $(patsubst src/%.c,$(build)/%.o,$(wildcard src/main.c))
# A weir without what it can do without, for the tests.
bare = $(build)/bare/weir
optional = $(foreach o,$(OPTIONAL),$(word 2,$(subst :, ,$o)))
units = $(patsubst tests/unit/%.c,$(build)/unit/%,$(wildcard tests/unit/test_*.c))
fuzzers = $(patsubst tests/fuzz/%.c,$(build)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
test_objects = $(units:=.o) $(fuzzers:=.o)
deps_first = $(filter deps deps-lint deps-arm64,$(MAKECMDGOALS))

.PHONY: all check check-asan check-tiny check-tsan check-threads check-arm64 check-package lint laws fuzz \
	bench bench-live soak demo man deps deps-lint deps-arm64 install uninstall dist deb static clean help \
	libs units fuzzers objects FORCE
.DELETE_ON_ERROR:
.SECONDARY: $(test_objects)

all: $(weir)  ## build ./weir (the default)

$(weir): $(main) $(objects)
	$(say) LD $@
	$(quiet)$(LINK) $(WHOLE_$(FLAVOUR)) -o $@ $^ $(LIB_LIBS) -lm -ldl -pthread

$(build)/%.o: src/%.c $(build)/flags | libs
	@mkdir -p $(@D)
	$(say) CC $@
	$(quiet)$(COMPILE) $(LIB_CFLAGS) -MMD -MP -c -o $@ $<

$(build)/bare/%.o: src/%.c $(build)/flags | libs
	@mkdir -p $(@D)
	$(say) CC $@
	$(quiet)$(COMPILE_BARE) $(LIB_CFLAGS) -MMD -MP -c -o $@ $<

$(bare): $(main) $(filter-out $(optional:%=$(build)/%.o),$(objects)) $(optional:%=$(build)/bare/%.o)
	$(say) LD $@
	$(quiet)$(LINK) -o $@ $^ $(shell $(PKG_CONFIG) $(LIBS_$(FLAVOUR)) --libs $(LIBRARIES)) -lm -ldl -pthread

$(build)/unit/%.o: tests/unit/%.c $(build)/flags | libs
	@mkdir -p $(@D)
	$(say) CC $@
	$(quiet)$(COMPILE) -I. $(LIB_CFLAGS) -MMD -MP -c -o $@ $<

$(build)/fuzz/%.o: tests/fuzz/%.c $(build)/flags | libs
	@mkdir -p $(@D)
	$(say) CC $@
	$(quiet)$(COMPILE) -I. $(LIB_CFLAGS) -MMD -MP -c -o $@ $<

$(build)/unit/%: $(build)/unit/%.o $(objects)
	$(say) LD $@
	$(quiet)$(LINK) -o $@ $^ $(LIB_LIBS) -lm -ldl -pthread

$(build)/fuzz/%: $(build)/fuzz/%.o $(FUZZ_DRIVER) $(objects)
	$(say) LD $@
	$(quiet)$(LINK) $(FUZZ_LINK) -o $@ $^ $(LIB_LIBS) -lm -ldl -pthread

# Changes when the compiler or its flags do, and everything is built anew.
$(build)/flags: FORCE | libs
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(COMPILE) $(WHOLE_$(FLAVOUR)) $(LDFLAGS))' | cmp -s - $@ || \
		printf '%s\n' '$(subst ','\'',$(COMPILE) $(WHOLE_$(FLAVOUR)) $(LDFLAGS))' >$@

objects: $(objects) $(main) $(test_objects)
units: $(units)
fuzzers: $(fuzzers)

libs: | $(deps_first)
	@$(PKG_CONFIG) --exists $(LIBRARIES) 2>/dev/null || { sh tests/tools/deps.sh --say; exit 1; }

deps:  ## install what is missing to build and test (as root, or by sudo)
	@sh tests/tools/deps.sh build extra test

deps-lint: | $(filter deps,$(MAKECMDGOALS))  ## the same for the tools of lint and fuzz
	@sh tests/tools/deps.sh lint

deps-arm64: | $(filter deps,$(MAKECMDGOALS))  ## the same for check-arm64 (Debian, Ubuntu)
	@sh tests/tools/deps.sh arm64
	@tests/tools/arm64.sh libs

-include $(objects:.o=.d) $(main:.o=.d) $(optional:%=$(build)/bare/%.d) $(test_objects:.o=.d)

# ---- test -----------------------------------------------------------------------------------
check: $(weir) $(bare) $(units) | $(deps_first)  ## build, then run unit programs, bats, laws, oracle
	@tests/run-all.sh $(build) $(weir)

check-asan: | $(deps_first)  ## the same under the address and undefined behaviour sanitizers
	@$(MAKE) --no-print-directory FLAVOUR=asan check

check-tiny: | $(deps_first)  ## the same with tiny arenas and batches
	@$(MAKE) --no-print-directory FLAVOUR=tiny check

check-tsan: | $(deps_first)  ## the laws, and what is about threads, under the thread sanitizer
	@$(MAKE) --no-print-directory FLAVOUR=tsan check-threads

check-threads: $(weir)
	@TEST_BATS="tests/jobs.bats tests/live.bats tests/inputs.bats" tests/run-all.sh $(build) $(weir) bats laws

check-arm64: | $(deps_first)  ## unit programs and laws built for 64-bit ARM, run by qemu-user
	@MAKE='$(MAKE)' tests/tools/arm64.sh check

check-package: dist | $(deps_first)  ## the tarball builds; its Debian package installs, runs and goes
	@tests/package.sh build/weir-$(VERSION).tar.gz

laws: $(weir) | $(deps_first)  ## only the laws, on more input: the same output for every cutting of it
	@WEIR_LAWS=all tests/run-all.sh $(build) $(weir) laws

fuzz: | $(deps_first)  ## run every fuzz harness for SECONDS (10)
	@MAKE='$(MAKE)' tests/fuzz/run.sh $(SECONDS)

bench: $(weir) | $(deps_first)  ## measure weir beside its peers (BENCH_MB=200, BENCH_FLAGS)
	@python3 tests/bench/bench.py $(BENCH_FLAGS) ./$(weir)

soak: $(weir) | $(deps_first)  ## rotation, reconnects, signals, slow readers at once, for SECONDS (480)
	@python3 tests/soak/soak.py ./$(weir) $(if $(filter file,$(origin SECONDS)),480,$(SECONDS))

bench-live: $(weir) | $(deps_first)  ## measure sockets, datagrams, latency, following, starting
	@python3 tests/bench/live.py ./$(weir)

demo: $(weir) | $(deps_first)  ## build, then run three pipelines over sample events
	@tests/demo/demo.sh ./$(weir)

# ---- lint -----------------------------------------------------------------------------------
lint: | $(deps_first)  ## floors, sizes, warnings of two compilers, cppcheck, shellcheck, man pages
	@MAKE='$(MAKE)' tests/tools/lint.sh

man: $(weir)  ## make the pages of the manual that come from the rows of the tables
	@for page in stages functions aggregates; do \
		./$(weir) --list weir-$$page.7 >man/weir-$$page.7 || exit; done

# ---- install --------------------------------------------------------------------------------
# SOURCE:DESTINATION of every file that is installed.
installed = $(weir):$(BINDIR)/weir \
	$(foreach n,1 7,$(foreach f,$(wildcard man/*.$n),$f:$(MANDIR)/man$n/$(notdir $f))) \
	$(foreach f,$(wildcard completions/*.bash),$f:$(BASHDIR)/weir) \
	$(foreach f,$(wildcard completions/*.zsh),$f:$(ZSHDIR)/_weir) \
	$(foreach f,$(wildcard completions/*.fish),$f:$(FISHDIR)/weir.fish)

install: all  ## install under PREFIX (/usr/local), with DESTDIR before it
	@set -e; for pair in $(installed); do \
		mode=644; [ "$${pair%%:*}" != $(weir) ] || mode=755; to="$(DESTDIR)$${pair#*:}"; \
		$(INSTALL) -d "$${to%/*}"; $(INSTALL) -m $$mode "$${pair%%:*}" "$$to"; echo "$$to"; \
	done

uninstall:  ## remove what install put there
	@for pair in $(installed); do rm -f "$(DESTDIR)$${pair#*:}"; done

dist:  ## a tarball of the last commit, in build/
	@mkdir -p build
	git archive --prefix=weir-$(VERSION)/ HEAD | gzip -n9 >build/weir-$(VERSION).tar.gz
	@echo build/weir-$(VERSION).tar.gz

deb: | $(deps_first)  ## a Debian package of the sources as they are here, in build/deb/
	@command -v dh >/dev/null || { echo 'make deb: apt-get install debhelper' >&2; exit 1; }
	@rm -rf build/deb; mkdir -p build/deb/weir
	@tar -cf - --exclude=./build --exclude=./.git --exclude=./shared --exclude=./weir . | \
		tar -xf - -C build/deb/weir
	@mv build/deb/weir/.debian build/deb/weir/debian
	cd build/deb/weir && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL dpkg-buildpackage -b -us -uc
	@ls build/deb/*.deb

static: | $(deps_first)  ## build/static/weir, with no shared libraries (see README.md)
	@$(MAKE) --no-print-directory FLAVOUR=static all

clean:  ## remove everything that was built
	rm -rf build weir

help:  ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*  ## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  %-12s %s\n' "$$name" "$$text"; done
