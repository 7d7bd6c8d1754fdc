# Two commands do everything on a fresh machine that has a Swift toolchain:
#   make run    builds the server and starts it on a SQLite file
#   make test   runs all tests; make test-web holds the dashboard against a real Chromium
# Each installs what is missing first, says so, and works again and from any folder (make -C path/to/annals run).

ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
SWIFT := swift
# debug builds in half the time; CONFIGURATION=release is what you deploy
CONFIGURATION ?= debug
PORT ?= 8080
STORE ?= sqlite:$(ROOT)/annals.sqlite

# One test at a time: most wait for servers, an engine and commands that they start, and hundreds of these beside
# each other on a small machine answer too late, though the whole takes no less time
TEST_TARGETS := $(notdir $(wildcard $(ROOT)/Tests/*Tests))

.PHONY: run test test-web check-deploy soak sanitize fuzz lint format bench setup clean

run: setup
	@echo "Building annals ($(CONFIGURATION)); the first time takes some minutes"
	$(SWIFT) build --package-path "$(ROOT)" -c $(CONFIGURATION) --product annals
	@"$$($(SWIFT) build --package-path "$(ROOT)" -c $(CONFIGURATION) --show-bin-path)/annals" serve --port $(PORT) --store "$(STORE)"

test:
	@"$(ROOT)/Scripts/setup" test
	@echo "Building and running the tests; the first time takes some minutes"
	$(SWIFT) build --package-path "$(ROOT)" --build-tests
	@for target in $(TEST_TARGETS); do \
	  $(SWIFT) test --package-path "$(ROOT)" --skip-build --no-parallel --filter "^$$target\." || exit 1; \
	done
	@echo "Building and running the example's tests"
	$(SWIFT) test --package-path "$(ROOT)/Examples/PromptService" --no-parallel

# Reads the files of Deploy/ with the tools that know what they are for
check-deploy:
	@"$(ROOT)/Scripts/deploy-check" install
	@"$(ROOT)/Scripts/deploy-check" run
# Drives a real Chromium through the dashboard: see docs/DASHBOARD.md
test-web:
	@"$(ROOT)/Scripts/setup" web
	$(SWIFT) build --package-path "$(ROOT)" --product annals
	@"$(ROOT)/Scripts/browser-check" run "$$($(SWIFT) build --package-path "$(ROOT)" --show-bin-path)/annals"

# Kills a recording service again and again, and tries the journal's model with many seeds
SOAK_KILLS ?= 2000
SOAK_MINUTES ?= 30
SOAK_SEEDS ?= 10000

soak:
	@"$(ROOT)/Scripts/setup" test
	$(SWIFT) build --package-path "$(ROOT)" --build-tests
	ANNALS_MODEL_SEEDS=$(SOAK_SEEDS) $(SWIFT) test --package-path "$(ROOT)" --skip-build --filter "^AnnalsTests\.JournalModelTests"
	ANNALS_SOAK_KILLS=$(SOAK_KILLS) ANNALS_SOAK_MINUTES=$(SOAK_MINUTES) \
	  $(SWIFT) test --package-path "$(ROOT)" --skip-build --filter "^AnnalsSoakTests\."

# Runs the recorder's and the journal's tests under each sanitizer, in builds of their own that leave out what these tests do not need
SANITIZERS ?= thread address
empty :=
SANITIZED_SUITES := $(subst $(empty) $(empty),|,$(strip $(basename $(notdir \
  $(wildcard $(ROOT)/Tests/AnnalsTests/Recorder/*Tests.swift $(ROOT)/Tests/AnnalsTests/Journal/*Tests.swift)))))

sanitize: setup
	@for kind in $(SANITIZERS); do \
	  LSAN_OPTIONS="suppressions=$(ROOT)/Scripts/leaks.suppressions" ANNALS_ONLY=AnnalsTests \
	  $(SWIFT) test --package-path "$(ROOT)" --scratch-path "$(ROOT)/.build-$$kind" --sanitize=$$kind \
	    --filter "^AnnalsTests\.($(SANITIZED_SUITES))/" || exit 1; \
	done

# Feeds each part that reads bytes of others with made-up ones: see Fuzz/README.md
FUZZ_SECONDS ?= 60
FUZZ_PARTS ?= record cursor redactor json journal dynamodb token

# libFuzzer, without a main of its own, as the toolchain's clang has it
FUZZ_LIBRARY ?= $(shell clang -print-resource-dir)/lib/linux/libclang_rt.fuzzer_no_main-$(shell uname -m).a

fuzz: setup
	ANNALS_FUZZ="$(FUZZ_LIBRARY)" $(SWIFT) build --package-path "$(ROOT)" --scratch-path "$(ROOT)/.build-fuzz" -c release --product AnnalsFuzz
	@for part in $(FUZZ_PARTS); do \
	  echo "Fuzzing $$part for $(FUZZ_SECONDS) seconds"; \
	  mkdir -p "$(ROOT)/.build-fuzz/corpus/$$part"; \
	  SWIFT_BACKTRACE=enable=no "$(ROOT)/.build-fuzz/release/AnnalsFuzz" $$part "$(ROOT)/.build-fuzz/corpus/$$part" "$(ROOT)/Fuzz/Corpus/$$part" \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=8192 -artifact_prefix="$(ROOT)/.build-fuzz/$$part-" -print_final_stats=1 -verbosity=0 || exit 1; \
	done

lint:
	$(SWIFT) format lint --strict --recursive --configuration "$(ROOT)/.swift-format" \
	  "$(ROOT)/Package.swift" "$(ROOT)/Sources" "$(ROOT)/Tests" "$(ROOT)/Examples/PromptService/Package.swift" \
	  "$(ROOT)/Examples/PromptService/Sources" "$(ROOT)/Examples/PromptService/Tests" \
	  "$(ROOT)/Benchmarks/Package.swift" "$(ROOT)/Benchmarks/Sources" "$(ROOT)/Fuzz/Sources"

format:
	$(SWIFT) format format --in-place --recursive --configuration "$(ROOT)/.swift-format" \
	  "$(ROOT)/Package.swift" "$(ROOT)/Sources" "$(ROOT)/Tests" "$(ROOT)/Examples/PromptService/Sources" \
	  "$(ROOT)/Examples/PromptService/Tests" "$(ROOT)/Benchmarks/Sources" \
	  "$(ROOT)/Fuzz/Sources"

bench:
	@"$(ROOT)/Scripts/setup" bench
	$(SWIFT) run --package-path "$(ROOT)/Benchmarks" -c release AnnalsBenchmarks

setup:
	@"$(ROOT)/Scripts/setup"

clean:
	rm -rf "$(ROOT)/.build" "$(ROOT)/.build-thread" "$(ROOT)/.build-address" "$(ROOT)/.build-fuzz" "$(ROOT)/Examples/PromptService/.build" "$(ROOT)/Benchmarks/.build"
