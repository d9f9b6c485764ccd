# libnetmkt: one Makefile, read from top to bottom. `make help` lists what it can do.
#
# Variables of the builder: CC, CFLAGS, LDFLAGS, prefix, libdir, DESTDIR, BUILD.

CC ?= cc
CFLAGS ?= -O2 -g
AR ?= ar
prefix ?= /usr/local
bindir ?= $(prefix)/bin
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir ?= $(prefix)/share/man
pkgconfigdir ?= $(libdir)/pkgconfig
INSTALL ?= install
BUILD ?= build

# The version is read from the header; the ABI number changes only when the ABI breaks.
HEADER_VERSION := include/netmkt/api.h
VERSION := $(shell awk '/define NETMKT_VERSION_(MAJOR|MINOR|PATCH)/ {printf "%s%s", s, $$3; s="."}' $(HEADER_VERSION))
ABI := 0
SONAME := libnetmkt.so.$(ABI)
SOFILE := libnetmkt.so.$(VERSION)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wundef -Wvla -Wformat=2 -Wswitch-enum -Werror
LANGUAGE := -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -ffp-contract=off -pthread
LIB_FLAGS := $(LANGUAGE) $(WARNINGS) -fvisibility=hidden -fPIC -Iinclude -Ilib -MMD -MP
TOOL_FLAGS := $(LANGUAGE) $(WARNINGS) -Iinclude -MMD -MP
TEST_FLAGS := $(LANGUAGE) $(WARNINGS) -Iinclude -Ilib -Itests -MMD -MP

LIB_SOURCES := $(sort $(wildcard lib/*/*.c))
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(BUILD)/%.o)
TOOL_SOURCES := $(sort $(wildcard src/*.c))
TOOL_OBJECTS := $(TOOL_SOURCES:%.c=$(BUILD)/%.o)
HEADERS := $(sort $(wildcard include/netmkt/*.h))
MAN_PAGES := $(sort $(wildcard man/*.[1357]))

TEST_SOURCES := $(sort $(wildcard tests/unit/test_*.c tests/reference/test_*.c tests/property/test_*.c tests/abi/test_*.c))
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(BUILD)/%)
TEST_SUPPORT := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/support/*.c)))
BENCH_SOURCES := $(sort $(wildcard tests/bench/bench_*.c))
BENCH_PROGRAMS := $(BENCH_SOURCES:%.c=$(BUILD)/%)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all lib help FORCE

all: lib $(BUILD)/netmkt $(BUILD)/netmkt.ffi.h ## Build the libraries and the tool
lib: $(BUILD)/libnetmkt.a $(BUILD)/libnetmkt.so

help: ## Show this list
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

# Objects are rebuilt when the compiler or the flags change.
FLAGS_NOW = $(CC) $(CFLAGS) $(LDFLAGS) $(LIB_FLAGS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@

$(BUILD)/lib/%.o: lib/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LIB_FLAGS) -c -o $@ $<
$(BUILD)/src/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(TOOL_FLAGS) -c -o $@ $<
$(BUILD)/tests/%.o: tests/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(TEST_FLAGS) $(CHECK_CFLAGS) -c -o $@ $<

$(BUILD)/libnetmkt.a: $(LIB_OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $(LIB_OBJECTS)
$(BUILD)/$(SOFILE): $(LIB_OBJECTS) lib/netmkt.map
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -shared -Wl,-soname,$(SONAME) -Wl,-z,defs -Wl,--version-script=lib/netmkt.map -o $@ $(LIB_OBJECTS) -lm
$(BUILD)/libnetmkt.so: $(BUILD)/$(SOFILE)
	ln -sf $(SOFILE) $(BUILD)/$(SONAME)
	ln -sf $(SONAME) $@
$(BUILD)/netmkt: $(TOOL_OBJECTS) $(BUILD)/libnetmkt.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $(TOOL_OBJECTS) $(BUILD)/libnetmkt.a -lm

# Fuzz targets: replayed over their corpora by `make check`; with libFuzzer (clang) by `make fuzz`.
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_SUPPORT := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/fuzz/fuzz_% tests/fuzz/replay.c tests/fuzz/seeds.c,$(sort $(wildcard tests/fuzz/*.c))))
FUZZ_REPLAYS := $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/replay_%)
FUZZ_PROGRAMS := $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/fuzz_%)
FUZZ_CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZ_SECONDS ?= 60
FUZZ ?= $(FUZZ_NAMES)

# Tests: one program a file, linked statically so that inner parts can be tested too.
CHECK_CFLAGS = $(shell pkg-config --cflags check 2>/dev/null)
CHECK_LIBS = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck)
TEST_RUNNER ?=

.PHONY: check check-programs
check: check-programs $(BUILD)/netmkt ## Build and run all tests
	@failed=0; for t in $(TEST_PROGRAMS); do NETMKT_TOOL=$(BUILD)/netmkt $(TEST_RUNNER) $$t || failed=1; done; \
	sh tests/cli/run.sh $(BUILD)/netmkt || failed=1; \
	for name in $(FUZZ_NAMES); do $(TEST_RUNNER) $(BUILD)/tests/fuzz/replay_$$name tests/fuzz/corpus/$$name/* || failed=1; done; exit $$failed
check-programs: $(TEST_PROGRAMS) $(FUZZ_REPLAYS)
$(BUILD)/tests/unit/% $(BUILD)/tests/reference/% $(BUILD)/tests/property/% $(BUILD)/tests/abi/%: LINK_CHECK = $(CHECK_LIBS)
$(TEST_PROGRAMS): $(BUILD)/%: $(BUILD)/%.o $(TEST_SUPPORT) $(BUILD)/libnetmkt.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $< $(TEST_SUPPORT) $(BUILD)/libnetmkt.a $(CHECK_LIBS) -lm
$(BENCH_PROGRAMS): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libnetmkt.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $< $(BUILD)/libnetmkt.a -lm

$(BUILD)/tests/fuzz/seeds: $(BUILD)/tests/fuzz/seeds.o $(FUZZ_SUPPORT) $(BUILD)/libnetmkt.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ -lm

# Golden files of the format; only for a new version of it: see tests/golden/README.md.
.PHONY: golden
$(BUILD)/tests/golden/make: $(BUILD)/tests/golden/make.o $(BUILD)/tests/support/store_complete.o $(BUILD)/tests/support/store_digest.o $(BUILD)/libnetmkt.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(CHECK_LIBS) -lm
golden: $(BUILD)/tests/golden/make
	$< '$(FOLDER)'

.PHONY: fuzz fuzz-programs
fuzz: ## Fuzz each target (FUZZ=name) for FUZZ_SECONDS; clang
	@$(MAKE) -s BUILD=$(BUILD)/fuzz CC=clang CFLAGS='$(FUZZ_CFLAGS)' fuzz-programs
	@for name in $(FUZZ); do sh tests/fuzz/run.sh $(BUILD)/fuzz $$name $(FUZZ_SECONDS) || exit 1; done
fuzz-programs: $(FUZZ_PROGRAMS)
$(FUZZ_REPLAYS): $(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(FUZZ_SUPPORT) $(BUILD)/libnetmkt.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ -lm
$(FUZZ_PROGRAMS): $(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_SUPPORT) $(BUILD)/libnetmkt.a
	$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -pthread -o $@ $^ -lm

.PHONY: deps demo bench docs install uninstall ffi abi examples
deps: ## Install what the tests need (Check, pkg-config), if it is missing
	@sh tests/deps.sh

# The main job, on a made-up shop or, with DATA=file.csv, on your own events.
demo: $(BUILD)/netmkt ## Simulate a shop (or take DATA=file.csv), import it, show stages, values, channels
	@$(BUILD)/netmkt demo --store $(BUILD)/demo.netmkt $(if $(DATA),--data '$(DATA)') $(DEMO_FLAGS)

bench: $(BENCH_PROGRAMS) $(BUILD)/netmkt ## Run the benchmarks, with the peers that are installed beside
	@sh tests/bench/run.sh $(BUILD)

docs: ## Build the reference into build/docs (Doxygen; a warning is an error)
	@mkdir -p $(BUILD)
	( cat docs/Doxyfile; echo 'PROJECT_NUMBER = $(VERSION)'; echo 'OUTPUT_DIRECTORY = $(BUILD)/docs' ) | doxygen -

# The declarations without a preprocessor directive, for bindings that parse C (cffi, PHP FFI, LuaJIT).
ffi: $(BUILD)/netmkt.ffi.h
$(BUILD)/netmkt.ffi.h: $(HEADERS) tests/abi/ffi_header.sh $(BUILD)/flags
	sh tests/abi/ffi_header.sh '$(CC)' > $@

abi: lib $(BUILD)/netmkt.ffi.h ## Compare header, version script and library
	sh tests/abi/symbols.sh $(BUILD) '$(CC)'

examples: ## Build the examples against an installed library (pkg-config alone)
	$(MAKE) -C examples

$(BUILD)/libnetmkt.pc: pkgconfig/libnetmkt.pc.in FORCE
	@sed -e 's|@prefix@|$(prefix)|' -e 's|@libdir@|$(libdir)|' -e 's|@includedir@|$(includedir)|' -e 's|@version@|$(VERSION)|' $< > $@

INSTALLED_HEADERS := $(HEADERS:include/%=%) netmkt/netmkt.ffi.h
install: all $(BUILD)/libnetmkt.pc $(BUILD)/netmkt.ffi.h ## Install headers, libraries, pkg-config file, tool, man pages (DESTDIR=, prefix=)
	$(INSTALL) -d $(DESTDIR)$(includedir)/netmkt $(DESTDIR)$(libdir) $(DESTDIR)$(pkgconfigdir) $(DESTDIR)$(bindir)
	$(INSTALL) -m 644 $(HEADERS) $(BUILD)/netmkt.ffi.h $(DESTDIR)$(includedir)/netmkt
	$(INSTALL) -m 644 $(BUILD)/libnetmkt.a $(DESTDIR)$(libdir)
	$(INSTALL) -m 755 $(BUILD)/$(SOFILE) $(DESTDIR)$(libdir)
	ln -sf $(SOFILE) $(DESTDIR)$(libdir)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(libdir)/libnetmkt.so
	$(INSTALL) -m 644 $(BUILD)/libnetmkt.pc $(DESTDIR)$(pkgconfigdir)
	$(INSTALL) -m 755 $(BUILD)/netmkt $(DESTDIR)$(bindir)
	for page in $(MAN_PAGES); do section=$${page##*.}; \
	  $(INSTALL) -d $(DESTDIR)$(mandir)/man$$section && $(INSTALL) -m 644 $$page $(DESTDIR)$(mandir)/man$$section || exit 1; done

uninstall: ## Remove what install put there
	cd $(DESTDIR)$(includedir) && rm -f $(INSTALLED_HEADERS) && if [ -d netmkt ]; then rmdir netmkt; fi
	cd $(DESTDIR)$(libdir) && rm -f libnetmkt.a $(SOFILE) $(SONAME) libnetmkt.so
	rm -f $(DESTDIR)$(pkgconfigdir)/libnetmkt.pc $(DESTDIR)$(bindir)/netmkt
	for page in $(MAN_PAGES); do rm -f $(DESTDIR)$(mandir)/man$${page##*.}/$$(basename $$page); done

.PHONY: clean
clean: ## Remove the build folder
	rm -rf $(BUILD)

-include $(LIB_OBJECTS:.o=.d) $(TOOL_OBJECTS:.o=.d) $(TEST_PROGRAMS:=.d) $(TEST_SUPPORT:.o=.d) $(FUZZ_SUPPORT:.o=.d) $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/fuzz_%.d) $(BENCH_PROGRAMS:=.d)
