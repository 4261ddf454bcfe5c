# proofsheet. `make help` lists what can be made.

BUILD   ?= build
PREFIX  ?= /usr/local
JOBS    ?= $(shell nproc 2>/dev/null || echo 2)
CC      ?= cc
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wswitch-enum
SANITIZE ?=

# libharu and stb have no pkg-config file everywhere; both can be overridden.
PACKAGES   := libcjson libxml-2.0 yaml-0.1 libjpeg libpng libwebp freetype2 harfbuzz fontconfig nettle zlib
HPDF_LIBS  ?= -lhpdf
STB_CFLAGS ?= $(shell pkg-config --cflags stb 2>/dev/null)
STB_LIBS   ?= $(shell pkg-config --libs stb 2>/dev/null || echo -lstb)

PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null) $(STB_CFLAGS)
PKG_LIBS   := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) $(HPDF_LIBS) $(STB_LIBS) -lm -pthread

# `make V=1` shows the commands.
ifeq ($(V),)
quiet = @echo '  $(1)  $@';
else
quiet =
endif

ALL_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -fno-math-errno -pthread $(WARN) \
              -ffile-prefix-map=$(CURDIR)=. -Ilib -Igen -Itests $(PKG_CFLAGS) $(CFLAGS) $(SANITIZE)

LIB_SRC  := $(wildcard lib/*/*.c lib/*/*/*.c)
GEN_SRC  := $(filter-out gen/main.c,$(wildcard gen/*.c gen/charts/*.c gen/sections/*.c gen/export/*.c gen/render/*.c))
TEST_SRC := $(filter-out tests/fuzz/driver.c, \
                $(wildcard tests/*.c tests/lib/*/*.c tests/gen/*.c tests/gen/*/*.c tests/fuzz/*.c))
FUZZ_SRC := $(filter-out tests/fuzz/test_%,$(wildcard tests/fuzz/*.c))
FUZZERS  := $(notdir $(wildcard tests/fuzz/seeds/*))
objects   = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

LIB_OBJ  := $(call objects,$(LIB_SRC))
GEN_OBJ  := $(call objects,$(GEN_SRC)) $(BUILD)/obj/embedded.o
TEST_OBJ := $(call objects,$(TEST_SRC))
TEMPLATES := $(sort $(wildcard templates/*.html))
CSS := $(sort $(wildcard assets/css/*.css))
JS  := $(sort $(wildcard assets/js/*.js))

EXAMPLES := $(BUILD)/examples/scenes $(BUILD)/examples/detector $(BUILD)/examples/library

.DELETE_ON_ERROR:

all: $(BUILD)/proofsheet $(BUILD)/libproofsheet.a ## build the program and the library

$(BUILD)/proofsheet: $(BUILD)/obj/gen/main.o $(GEN_OBJ) $(BUILD)/libproofsheet.a
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/libproofsheet.a: $(LIB_OBJ)
	@rm -f $@
	$(call quiet,AR  )ar rcsD $@ $^

# Objects depend on the flags too: a change of compiler or flags rebuilds all.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS)' > $@
FORCE:

$(BUILD)/obj/%.o: %.c $(BUILD)/flags | $(BUILD)/deps-checked
	@mkdir -p $(@D)
	$(call quiet,CC  )$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Templates, style sheet and script are carried in the program, the two made small by esbuild. Its
# names for what is global are short too, so tests of the page use window.proofsheet alone. Without
# esbuild the sources are taken as they are: the page is larger and does the same.
#
# A source that begins with "/* part NAME:" goes to site-NAME.js, a script of its own that shares the
# names of site.js and is loaded beside the page. All are made small at once, so that the names fit
# together, and parted after it at marks that esbuild keeps. A line begins at every function, because
# some browsers are slow with long lines.
ESBUILD ?= $(shell command -v esbuild 2>/dev/null)
smaller = $(if $(ESBUILD),$(ESBUILD) --log-level=warning --minify $(1),cat)
PARTS := $(sort $(shell awk 'FNR == 1 && /^\/[*] part / { sub(":", "", $$3); print $$3 }' $(JS)))
# So do style sheets: what the first view does not need is in site-below.css.
BELOW := $(shell grep -l '^/[*] part below:' $(CSS))
SITE  := site.css site-below.css site.js $(PARTS:%=site-%.js)
$(BUILD)/site.css: $(filter-out $(BELOW),$(CSS))
$(BUILD)/site-below.css: $(BELOW)
$(BUILD)/site.css $(BUILD)/site-below.css:
	@mkdir -p $(@D)
	@cat $(filter %.css,$^) | $(call smaller,--loader=css) | awk -v RS='}' ' \
	    $$0 != "\n" { printf "%s}", $$0; if ((size += length($$0) + 1) > 4000) { printf "\n"; size = 0 } }' > $@
$(BUILD)/site.js: $(JS)
	@mkdir -p $(@D)
	$(if $(ESBUILD),,@echo '  (no esbuild: the page carries its script and style sheet in full length)')
	@awk 'FNR == 1 { print "/*!part" (/^\/[*] part / ? "-" $$3 : "") "*/" } \
	    /^(async )?function / { print "/*!*/" } { print }' $(JS) > $@.full
	@$(call smaller,--format=esm --legal-comments=inline) < $@.full > $@.min
	@awk '{ gsub("/[*]!", "\n&"); print }' $@.min | awk -v site=$(BUILD)/site ' \
	    sub("^/[*]!part", "") { sub(":?[*]/", "\n"); name = site substr($$0, 1, index($$0, "\n") - 1) ".js"; \
	        $$0 = substr($$0, index($$0, "\n") + 1); if (!seen[name]++) print "\"use strict\";" > name } \
	    { sub("^/[*]![*]/", "") } $$0 != "" { print > name }'
$(PARTS:%=$(BUILD)/site-%.js): $(BUILD)/site.js ;
$(BUILD)/embed: gen/embed/embed.c
	@mkdir -p $(@D)
	$(call quiet,HOST)$(CC) -std=c17 $(WARN) -O1 -o $@ $<
$(BUILD)/embedded.c: $(BUILD)/embed $(SITE:%=$(BUILD)/%) $(TEMPLATES)
	$(call quiet,EMBED)$(BUILD)/embed $(foreach f,$(SITE),$(f)=$(BUILD)/$(f)) \
	    $(foreach t,$(TEMPLATES),$(t)=$(t)) > $@.part
	@mv $@.part $@
$(BUILD)/obj/embedded.o: $(BUILD)/embedded.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,CC  )$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# ---- examples ----
$(BUILD)/examples/%: $(BUILD)/libproofsheet.a
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(BUILD)/libproofsheet.a $(PKG_LIBS)
$(BUILD)/examples/scenes:   $(call objects,$(wildcard examples/scenes/*.c))
$(BUILD)/examples/detector: $(call objects,$(wildcard examples/detector/*.c))
$(BUILD)/examples/library:  $(call objects,examples/library.c)

examples: $(EXAMPLES) ## build the example programs

# ---- the two commands ----
demo: ## install what is missing, build, draw the example data, write a report and name it
	@.ci/deps install build
	@$(MAKE) --no-print-directory demo-report

DEMO := $(BUILD)/demo
demo-report: $(BUILD)/proofsheet $(EXAMPLES)
	@mkdir -p $(DEMO)
	@test -s $(DEMO)/truth.json || $(BUILD)/examples/scenes $(DEMO)
	@test -s $(DEMO)/detections.json || \
	    $(BUILD)/examples/detector $(DEMO)/images $(DEMO)/truth.json $(DEMO)/detections.json
	@$(BUILD)/examples/library $(DEMO)/truth.json $(DEMO)/detections.json
	@$(BUILD)/proofsheet report -g $(DEMO)/truth.json -p $(DEMO)/detections.json \
	    -i $(DEMO)/images -o $(DEMO)/report --title 'Parts on a conveyor' \
	    --model-name 'classical detector'
	@echo 'Open $(DEMO)/report/index.html in a browser; $(DEMO)/report/report.pdf is the summary.'

test: ## install what the tests need and run all of them
	@.ci/deps install test
	@$(MAKE) --no-print-directory all-tests

# Parts run side by side, as many as there are cores, the longest first; what a part says comes when
# it is done. The unit tests run once, under the sanitizers; their count is the last line.
all-tests:
	@$(MAKE) --no-print-directory -j$(JOBS) -Otarget unit-sanitized browser layers cli-sanitized cli threads-sanitized
	@tail -n 1 $(BUILD)/asan/unit.log

# ---- tests, one by one ----
CHECK_CFLAGS := $(shell pkg-config --cflags check 2>/dev/null)
CHECK_LIBS   := $(shell pkg-config --libs check 2>/dev/null)
$(BUILD)/obj/tests/%.o: ALL_CFLAGS += $(CHECK_CFLAGS)
$(BUILD)/unit: $(TEST_OBJ) $(GEN_OBJ) $(BUILD)/libproofsheet.a
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(PKG_LIBS)

unit: $(BUILD)/unit $(BUILD)/proofsheet ## run the unit and golden tests
	PROOFSHEET=$(BUILD)/proofsheet $(BUILD)/unit

layers: ## check which shelf includes which
	@sh tests/layers.sh

cli: $(BUILD)/proofsheet ## run the program as a user would, with wrong arguments too
	@sh tests/cli.sh $(BUILD)/proofsheet $(BUILD)/cli

SAN  := -fno-omit-frame-pointer -fno-sanitize-recover=all
ASAN := BUILD=$(BUILD)/asan CFLAGS='-O1 -g' SANITIZE='-fsanitize=address,undefined $(SAN)'
TSAN := BUILD=$(BUILD)/tsan CFLAGS='-O1 -g' SANITIZE='-fsanitize=thread $(SAN)'
sanitize: unit-sanitized cli-sanitized threads-sanitized ## run unit, golden and command line tests under ASan, UBSan and TSan

asan-built:
	@$(MAKE) --no-print-directory $(ASAN) $(BUILD)/asan/unit $(BUILD)/asan/proofsheet

# A tool cannot be trusted to pass its status through a pipe everywhere: the log is shown afterwards.
unit-sanitized: asan-built
	@echo 'unit and golden tests under ASan and UBSan'
	@ASAN_OPTIONS=quarantine_size_mb=16 CK_TIMEOUT_MULTIPLIER=20 PROOFSHEET=$(BUILD)/asan/proofsheet \
	    $(BUILD)/asan/unit > $(BUILD)/asan/unit.log 2>&1; status=$$?; \
	    grep -v '^ [a-z_-]*$$' $(BUILD)/asan/unit.log; exit $$status

cli-sanitized: asan-built
	@echo 'command line under ASan and UBSan'
	@sh tests/cli.sh $(BUILD)/asan/proofsheet $(BUILD)/asan/cli

# The picture pass has tests of its own with threads; a whole report has every other loop.
threads-sanitized: $(EXAMPLES)
	@$(MAKE) --no-print-directory $(TSAN) $(BUILD)/tsan/threads $(BUILD)/tsan/proofsheet
	@echo 'picture pass and a report under TSan'
	@CK_TIMEOUT_MULTIPLIER=20 $(BUILD)/tsan/threads
	@sh tests/threads.sh $(BUILD) $(BUILD)/tsan
$(BUILD)/obj/tests/threads.o: tests/main.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,CC  )$(CC) $(ALL_CFLAGS) -DONLY_SUITE=pictures_suite -MMD -MP -c -o $@ $<
$(BUILD)/threads: $(BUILD)/obj/tests/threads.o $(call objects,tests/support.c tests/gen/test_pictures.c $(wildcard tests/lib/image/samples.c)) \
                  $(GEN_OBJ) $(BUILD)/libproofsheet.a
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(PKG_LIBS)

# The page in a real browser, on the example and on small reports of odd input.
browser: $(BUILD)/proofsheet $(EXAMPLES) tests/browser/node_modules/.installed ## drive the page in headless Chromium
	@$(MAKE) --no-print-directory demo-report
	@sh tests/browser/run.sh $(BUILD)

test-browsers: ## install Firefox, WebKitGTK and Java, drive the page in all three browsers, check its markup
	@.ci/deps install browsers
	@$(MAKE) --no-print-directory -j$(JOBS) $(BUILD)/proofsheet $(EXAMPLES) tests/browser/node_modules/.all
	@$(MAKE) --no-print-directory demo-report
	@sh tests/browser/run.sh $(BUILD) all

tests/browser/node_modules/.installed: tests/browser/package-lock.json
	cd tests/browser && npm ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# The Nu HTML checker, large and in Java, is for test-browsers alone.
tests/browser/node_modules/.all: tests/browser/package-lock.json
	cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@ $(@D)/.installed

# ---- benchmarks and fuzzers ----
$(BUILD)/measure: tests/bench/measure.c
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) -std=c17 -D_DEFAULT_SOURCE $(WARN) -O1 -o $@ $<
$(BUILD)/scale: tests/bench/scale.c
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) -std=c17 $(WARN) -O2 -o $@ $< -lm

$(BUILD)/phases: tests/bench/phases.c $(GEN_OBJ) $(BUILD)/libproofsheet.a
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/explore: tests/bench/explore.c $(BUILD)/libproofsheet.a
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/thumbs: tests/bench/thumbs.c $(GEN_OBJ) $(BUILD)/libproofsheet.a
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

bench: $(BUILD)/thumbs $(BUILD)/proofsheet $(BUILD)/measure $(BUILD)/scale $(BUILD)/phases $(BUILD)/explore ## time whole runs: CPU seconds and peak memory
	@sh tests/bench/bench.sh $(BUILD)

# The budgets of the page, a line a report. BROWSER=firefox or webkit for the others; SCALE= leaves the
# large ones out, which take minutes to make the first time.
BROWSER ?= chromium
SCALE   ?= 5000-80 20000-1200 100000-80
bench-page: $(BUILD)/proofsheet $(EXAMPLES) $(BUILD)/scale tests/browser/node_modules/.installed ## measure the page in a browser: weight, start, slider, cell; up to 100,000 images
	@$(MAKE) --no-print-directory demo-report $(SCALE:%=$(BUILD)/bench-page/%/report/index.html)
	@node tests/browser/bench.mjs $(BROWSER) example=$(DEMO)/report $(foreach s,$(SCALE),$(s)=$(BUILD)/bench-page/$(s)/report)
# IMAGES-CLASSES, twelve detections an image, vectors for the map.
$(BUILD)/bench-page/%/report/index.html: $(BUILD)/proofsheet $(BUILD)/scale
	@mkdir -p $(BUILD)/bench-page/$*
	@cd $(BUILD)/bench-page/$* && { test -s gt.json || $(abspath $(BUILD))/scale . $(subst -, ,$*) 12; }
	$(call quiet,REPORT)cd $(BUILD)/bench-page/$* && $(abspath $(BUILD))/proofsheet report -q --no-pdf --resamples 100 \
	    -g gt.json -p dt.json -e vectors.csv -o report

# Needs clang. One program serves all targets and goes by the name it is called by. What a fuzzer
# learns is kept in build/fuzz/corpus, what it finds in build/fuzz/found.
FUZZ_SECONDS ?= 30
FUZZ_LENGTH_json := 4096
FUZZ_LENGTH_classes := 4096
FUZZ_LENGTH_picture := 65536
$(BUILD)/fuzzer: $(call objects,$(FUZZ_SRC)) $(BUILD)/libproofsheet.a
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

fuzzer:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CFLAGS='-O1 -g' \
	    SANITIZE='-fsanitize=fuzzer-no-link,address,undefined $(SAN)' $(BUILD)/fuzz/fuzzer

fuzz: $(foreach f,$(FUZZERS),fuzz-$(f)) ## run the fuzzers (clang), FUZZ_SECONDS=30 each
fuzz-%: fuzzer
	@mkdir -p $(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/found
	@ln -sf fuzzer $(BUILD)/fuzz/$@
	cd $(BUILD)/fuzz && ./$@ -max_total_time=$(FUZZ_SECONDS) \
	    -max_len=$(or $(FUZZ_LENGTH_$*),8192) -timeout=10 -rss_limit_mb=1024 \
	    -dict=$(CURDIR)/tests/fuzz/$*.dict -artifact_prefix=found/$*- -print_final_stats=1 \
	    corpus/$* $(CURDIR)/tests/fuzz/seeds/$*

# ---- upkeep ----
format: ## lay out the sources as .clang-format says
	clang-format -i $$(git ls-files '*.c' '*.h')

lint: ## run clang-tidy
	clang-tidy --quiet $(LIB_SRC) $(GEN_SRC) gen/main.c -- $(ALL_CFLAGS)

install: all ## install program, manual page, library and headers under PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib $(DESTDIR)$(PREFIX)/include/proofsheet/base
	install -m 755 $(BUILD)/proofsheet $(DESTDIR)$(PREFIX)/bin/
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	$(BUILD)/proofsheet --manual >$(DESTDIR)$(PREFIX)/share/man/man1/proofsheet.1
	install -m 644 $(BUILD)/libproofsheet.a $(DESTDIR)$(PREFIX)/lib/
	install -m 644 lib/proofsheet.h $(DESTDIR)$(PREFIX)/include/proofsheet/
	install -m 644 lib/base/error.h $(DESTDIR)$(PREFIX)/include/proofsheet/base/

clean: ## remove what was built
	rm -rf $(BUILD)

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | \
	    awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

# A build with something missing says so in one line, not in a hundred.
$(BUILD)/deps-checked: .ci/deps
	@.ci/deps check build
	@mkdir -p $(@D)
	@touch $@

-include $(wildcard $(BUILD)/obj/*.d $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d $(BUILD)/obj/*/*/*/*.d)
.PHONY: all examples demo demo-report test all-tests unit layers cli sanitize asan-built unit-sanitized \
        cli-sanitized threads-sanitized browser test-browsers bench bench-page fuzz fuzzer install clean help format lint FORCE
