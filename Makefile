# proofsheet. `make help` lists what can be made.

BUILD   ?= build
PREFIX  ?= /usr/local
CC      ?= cc
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wswitch-enum
SANITIZE ?=

# libharu and stb have no pkg-config file everywhere; both can be overridden.
PACKAGES   := libcjson libxml-2.0 libjpeg libpng libwebp freetype2 harfbuzz fontconfig nettle zlib
HPDF_LIBS  ?= -lhpdf
STB_CFLAGS ?= $(shell pkg-config --cflags stb 2>/dev/null)
STB_LIBS   ?= $(shell pkg-config --libs stb 2>/dev/null || echo -lstb)

PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null) $(STB_CFLAGS)
PKG_LIBS   := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) $(HPDF_LIBS) $(STB_LIBS) -lm -pthread

ALL_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -pthread $(WARN) \
              -ffile-prefix-map=$(CURDIR)=. -Ilib -Igen -Itests $(PKG_CFLAGS) $(CFLAGS) $(SANITIZE)

LIB_SRC  := $(wildcard lib/*/*.c)
GEN_SRC  := $(filter-out gen/main.c,$(wildcard gen/*.c gen/charts/*.c gen/sections/*.c gen/export/*.c gen/render/*.c))
TEST_SRC := $(wildcard tests/*.c tests/lib/*/*.c tests/gen/*.c tests/gen/*/*.c)
objects   = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

LIB_OBJ  := $(call objects,$(LIB_SRC))
GEN_OBJ  := $(call objects,$(GEN_SRC)) $(BUILD)/obj/embedded.o
TEST_OBJ := $(call objects,$(TEST_SRC))
TEMPLATES := $(sort $(wildcard templates/*.html))
CSS := $(sort $(wildcard assets/css/*.css))
JS  := $(sort $(wildcard assets/js/*.js))

EXAMPLES := $(BUILD)/examples/scenes $(BUILD)/examples/detector $(BUILD)/examples/library

all: $(BUILD)/proofsheet $(BUILD)/libproofsheet.a ## build the program and the library

$(BUILD)/proofsheet: $(BUILD)/obj/gen/main.o $(GEN_OBJ) $(BUILD)/libproofsheet.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/libproofsheet.a: $(LIB_OBJ)
	@rm -f $@
	ar rcsD $@ $^

# Objects depend on the flags too: a change of compiler or flags rebuilds all.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS)' > $@
FORCE:

$(BUILD)/obj/%.o: %.c $(BUILD)/flags | $(BUILD)/deps-checked
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Templates, style sheet and script are carried in the program.
$(BUILD)/site.css: $(CSS)
	@mkdir -p $(@D)
	cat $(CSS) > $@
$(BUILD)/site.js: $(JS)
	@mkdir -p $(@D)
	cat $(JS) > $@
$(BUILD)/embed: gen/embed/embed.c
	@mkdir -p $(@D)
	$(CC) -std=c17 $(WARN) -O1 -o $@ $<
$(BUILD)/embedded.c: $(BUILD)/embed $(BUILD)/site.css $(BUILD)/site.js $(TEMPLATES)
	$(BUILD)/embed site.css=$(BUILD)/site.css site.js=$(BUILD)/site.js \
	    $(foreach t,$(TEMPLATES),$(t)=$(t)) > $@.part
	mv $@.part $@
$(BUILD)/obj/embedded.o: $(BUILD)/embedded.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# ---- examples ----
$(BUILD)/examples/%: $(BUILD)/libproofsheet.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(BUILD)/libproofsheet.a $(PKG_LIBS)
$(BUILD)/examples/scenes:   $(call objects,$(wildcard examples/scenes/*.c))
$(BUILD)/examples/detector: $(call objects,$(wildcard examples/detector/*.c))
$(BUILD)/examples/library:  $(call objects,examples/library.c)

examples: $(EXAMPLES) ## build the example programs

# ---- installing what is missing ----
include .make/deps.mk

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d $(BUILD)/obj/*/*/*/*.d)
.PHONY: all examples demo test sanitize bench fuzz install clean help format FORCE
