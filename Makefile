# Waxseal.  `make` builds, `make check` tests, `make demo` shows; see INSTALL.
# Overrides (CC, CFLAGS, PREFIX, ...) may stand in config.mk.

PREFIX = /usr/local
BUILD = build
CC = gcc
CFLAGS = -O2 -g
VECTORS = ../shared/vectors
FUZZ_SECONDS = 60
-include config.mk

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
HARDEN = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 $(WARN) $(HARDEN) $(CFLAGS) -MMD -MP \
	$(if $(EVP),-DWAXSEAL_EVP)
ALL_LDFLAGS = $(if $(STATIC),-static-pie,-pie) \
	-Wl,-z,relro,-z,now,--as-needed,--gc-sections $(LDFLAGS)
LIBS = $(if $(STATIC),$(STATIC_LIBS),$(SHARED_LIBS))
SHARED_LIBS = -lcrypto -lcares -lcdb -linih -ljansson -lidn2 -licui18n -licuuc \
	-lpcre2-8
# STATIC=1: more than half the time of a short-lived process goes into linking
# these at its start.  But they are not updated with the system then, and where
# users come from LDAP and the like it has to run with the C library of the
# system that it was built on.
STATIC_LIBS = -Wl,-z,pack-relative-relocs $(SHARED_LIBS) -licudata \
	-lunistring -lstdc++ -lm
ENTRY = $(if $(STATIC),-u early_start -e early_start)

BUILD_NEEDS = gcc libc6-dev libssl-dev libc-ares-dev libcdb-dev libinih-dev \
	libjansson-dev libidn2-dev libicu-dev libpcre2-dev libsieve2-dev \
	libcurl4-openssl-dev \
	$(if $(STATIC),libunistring-dev libstdc++-12-dev)
CHECK_NEEDS = openssl systemd perl python3 python3-authres libmail-authenticationresults-perl \
	python3-dkim opendkim-tools strace mandoc apparmor $(MTA_NEEDS)
MTA_NEEDS =
BENCH_NEEDS = python3 python3-dkim python3-nacl libopendkim-dev valgrind \
	openssl gnuplot-nox libunistring-dev libstdc++-12-dev
KERNEL_NEEDS = python3 qemu-system-x86 qemu-system-data
# Unpacked for the virtual machine, not installed; and the kernel.
GUEST_NEEDS = busybox-static xfsprogs btrfs-progs f2fs-tools exfatprogs nfs-kernel-server nfs-common \
	libnfsidmap1 rpcbind sshfs fuse3 libfuse3-3 openssh-sftp-server \
	liburcu8 libedit2 libdevmapper1.02.1 liblzo2-2 libevent-core-2.1-7 \
	libtirpc3 libtirpc-common libwrap0 libkeyutils1 netbase
FUZZ_NEEDS = clang libclang-rt-14-dev

FILTER = $(patsubst %.c,$(BUILD)/%.o,$(wildcard filter/*.c filter/*/*.c))
MDA = $(patsubst %.c,$(BUILD)/%.o,$(wildcard mda/*.c))
LIB = $(BUILD)/libmda.a $(BUILD)/libfilter.a
TOOLS = $(addprefix $(BUILD)/tests/,sign seal check_host run_sieve refuse)
UNIT = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c)) \
	$(BUILD)/tests/unit/test_crypto_evp
FUZZ = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCH = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c)) \
	$(BUILD)/tests/bench/store_static $(BUILD)/static/waxseal
FAULTS = $(if $(filter x86_64,$(shell uname -m)),\
	$(addprefix $(BUILD)/tests/faults/,faults memory.so))
HEADERS = $(wildcard filter/*.h filter/*/*.h mda/*.h tests/*.h tests/*/*.h)
SCRIPTS = $(wildcard tests/*.t tests/cli/*.t tests/mta/*.t)

all: $(BUILD)/waxseal $(BUILD)/waxseal-submit

$(BUILD)/waxseal: $(BUILD)/mda/main.o $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(ENTRY) -o $@ $^ $(LIBS)

# libcurl needs too much for STATIC.
$(BUILD)/waxseal-submit: override STATIC =
$(BUILD)/waxseal-submit: $(BUILD)/mda/submit.o $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ -lcurl $(LIBS)

$(BUILD)/libfilter.a: $(FILTER)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/libmda.a: $(filter-out $(addprefix $(BUILD)/mda/,main.o submit.o),$(MDA))
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/filter/%.o: filter/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Wconversion -c -o $@ $<

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

install: all
	install -D -m 755 $(BUILD)/waxseal $(DESTDIR)$(PREFIX)/bin/waxseal
	install -D -m 755 $(BUILD)/waxseal-submit \
		$(DESTDIR)$(PREFIX)/bin/waxseal-submit
	install -D -m 644 mda/waxseal.1 $(DESTDIR)$(PREFIX)/share/man/man1/waxseal.1
	install -D -m 644 mda/waxseal-submit.1 \
		$(DESTDIR)$(PREFIX)/share/man/man1/waxseal-submit.1
	install -D -m 644 mda/waxseal.conf.5 \
		$(DESTDIR)$(PREFIX)/share/man/man5/waxseal.conf.5
	install -D -m 644 mda/waxseal-sieve.5 \
		$(DESTDIR)$(PREFIX)/share/man/man5/waxseal-sieve.5

# The demo and the tests build first what they need, on a bare machine too.
demo:
	@tests/need $(BUILD_NEEDS)
	@$(MAKE) --no-print-directory -s all $(BUILD)/tests/sign
	@BUILD=$(BUILD) tests/demo/run

# NO_SKIP=1: a skipped test is a failure.
check:
	@tests/need $(BUILD_NEEDS) $(CHECK_NEEDS)
	@$(MAKE) --no-print-directory run-tests

run-tests: all $(UNIT) $(TOOLS) $(FAULTS)
	@rm -rf $(BUILD)/tap && mkdir -p $(BUILD)/tap
	@BUILD=$(BUILD) WAXSEAL=$(abspath $(BUILD)/waxseal) \
	SIGN=$(abspath $(BUILD)/tests/sign) VECTORS=$(abspath $(VECTORS)) \
	prove -j2 --exec tests/keep-tap $(UNIT) $(SCRIPTS); \
	status=$$?; tests/summary $(BUILD)/tap && exit $$status

# Every system call and allocation of a delivery fails in turn: some minutes.
check-faults: all $(FAULTS)
	@$(BUILD)/tests/faults/faults $(abspath $(BUILD)/waxseal) \
		$(abspath $(BUILD)/tests/faults/memory.so)

$(BUILD)/tests/faults/faults: $(addprefix $(BUILD)/tests/faults/,\
		faults.o judge.o pairs.o scenarios.o trace.o world.o)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

$(BUILD)/tests/faults/memory.so: tests/faults/memory.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARN) -O2 -fPIC -shared -o $@ $<

# Other kernels, other file systems and losses of power, in a virtual machine.
check-kernel:
	@tests/need $(BUILD_NEEDS) $(KERNEL_NEEDS)
	@$(MAKE) --no-print-directory -s all $(BUILD)/tests/unit/test_sandbox \
		$(TOOLS)
	@BUILD=$(BUILD) GUEST_NEEDS="$(GUEST_NEEDS)" tests/kernel/run $(PARTS)

# The same tests under the address and undefined behaviour sanitizers.
check-asan:
	@tests/need $(BUILD_NEEDS) $(CHECK_NEEDS)
	@ASAN_OPTIONS=detect_leaks=0 $(MAKE) --no-print-directory run-tests \
		BUILD=$(BUILD)/asan HARDEN=-fPIE \
		CFLAGS="-O1 -g -fsanitize=address,undefined \
		-fno-sanitize-recover=all -fno-omit-frame-pointer"

# The cases under valgrind, in one process without a sandbox: some minutes.
check-valgrind:
	@tests/need $(BUILD_NEEDS) python3 valgrind
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/decide_case \
		$(BUILD)/tests/sign
	@BUILD=$(BUILD) WAXSEAL=$(abspath tests/valgrind) \
	SIGN=$(abspath $(BUILD)/tests/sign) prove tests/cases.t

# Ours beside others on the same mails: a table of ratios; tests/bench/README.
bench bench-quick:
	@tests/need $(BUILD_NEEDS) $(BENCH_NEEDS)
	@$(MAKE) --no-print-directory -s all $(BUILD)/tests/sign $(BENCH)
	@BUILD=$(abspath $(BUILD)) tests/bench/run $(if $(filter %-quick,$@),--quick)

# Writes what the last bench measured into README and tests/bench.
bench-keep:
	@tests/bench/keep.py $(abspath $(BUILD))/bench

# Instructions of a delivery, against those in tests/bench/counts.txt.
bench-counts:
	@tests/need $(BUILD_NEEDS) $(BENCH_NEEDS)
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/sign \
		$(BUILD)/tests/bench/deliver
	@BUILD=$(abspath $(BUILD)) tests/bench/counts.py

$(BUILD)/tests/bench/opendkim: LIBS += -lopendkim

$(BUILD)/static/waxseal: STATIC = 1
$(BUILD)/static/waxseal: $(BUILD)/mda/main.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(ENTRY) -o $@ $^ $(LIBS)

$(BUILD)/tests/bench/launch $(BUILD)/tests/bench/store: LIB =
$(BUILD)/tests/bench/store: LIBS = -lcrypto
$(BUILD)/tests/bench/store_static: tests/bench/store.c
	$(CC) $(ALL_CFLAGS) -static -o $@ $< -lcrypto

# What EVP=1 builds.
$(BUILD)/tests/unit/test_crypto_evp: $(BUILD)/tests/unit/test_crypto.o \
		$(BUILD)/filter/crypto_evp.o $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/filter/crypto_evp.o: filter/crypto.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -DWAXSEAL_EVP -c -o $@ $<

# Each header compiles alone, as C11 and without warnings.
check-headers:
	@for header in $(HEADERS); do \
		$(CC) -std=c11 -D_GNU_SOURCE $(WARN) -fsyntax-only -x c $$header || exit 1; \
	done; echo "$(words $(HEADERS)) headers stand alone"

# Every fuzzer for FUZZ_SECONDS; findings stay in build/fuzz.
fuzz:
	@tests/need $(BUILD_NEEDS) $(FUZZ_NEEDS)
	@$(MAKE) --no-print-directory run-fuzz BUILD=$(BUILD)/fuzz CC=clang \
		HARDEN=-fPIE CFLAGS="-O1 -g -fsanitize=address,undefined,fuzzer-no-link"

run-fuzz: $(FUZZ) $(BUILD)/tests/sign
	@FUZZ_SECONDS=$(FUZZ_SECONDS) BUILD=$(BUILD) tests/fuzz/run $(FUZZ)

$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(LIB)
	$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/tests/fuzz/%.o: WARN += -Wno-missing-prototypes

clean:
	rm -rf $(BUILD)

.PHONY: all install demo check run-tests check-asan bench \
	bench-quick bench-keep bench-counts check-valgrind check-faults check-kernel \
	check-headers fuzz run-fuzz clean
.SECONDARY:
