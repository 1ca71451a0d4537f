# Waxseal.  `make` builds, `make check` tests, `make demo` shows; see INSTALL.
# Overrides (CC, CFLAGS, PREFIX, ...) may stand in config.mk.

PREFIX = /usr/local
SYSCONFDIR = /etc
BUILD = build
CC = gcc
CFLAGS = -O2 -g
VECTORS = ../shared/vectors
-include config.mk

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(WARN) $(HARDEN) $(CFLAGS) -MMD -MP
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,--as-needed $(LDFLAGS)
LIBS = -lcrypto -lcares -lcdb -linih -ljansson -lidn2

FILTER = $(patsubst %.c,$(BUILD)/%.o,$(wildcard filter/*.c filter/*/*.c))
MDA = $(patsubst %.c,$(BUILD)/%.o,$(wildcard mda/*.c))
MDA_PARTS = $(filter-out $(BUILD)/mda/main.o,$(MDA))
UNIT = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
FUZZ = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
HEADERS = $(wildcard filter/*.h filter/*/*.h mda/*.h tests/*.h)

all: $(BUILD)/waxseal

$(BUILD)/waxseal: $(MDA) $(BUILD)/libfilter.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/libfilter.a: $(FILTER)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/libmda.a: $(MDA_PARTS)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/filter/%.o: filter/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Wconversion -c -o $@ $<

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libmda.a $(BUILD)/libfilter.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# Each header compiles alone, as C11 and without warnings.
check-headers:
	@for header in $(HEADERS); do \
		$(CC) -std=c11 -D_GNU_SOURCE $(WARN) -fsyntax-only -x c $$header || exit 1; \
	done; echo "$(words $(HEADERS)) headers stand alone"

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

.PHONY: all check-headers clean
.SECONDARY:
