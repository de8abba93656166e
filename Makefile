# The commands of daily life; `make` alone lists them. The building itself is CMake's: see CMakePresets.json.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
export JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 10
TIDY_SECONDS ?= 600
ARGS ?=
SEED ?=
DAYS ?=
SECONDS ?=
ROUNDS ?= 20
# What the sanitizers run: everything but the system tests, which drive the plain binary from outside, and spin's model.
INSIDE := -E '^system/|^model$$'

.PHONY: help setup run build test check format tidy asan tsan fuzz bench nodes release sim clean

help:   ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

setup:  ## install what is missing from Debian's packages
	@tools/setup

run: build  ## start the demo on the sandbox carrier (ARGS= are handed on)
	@exec build/release/tidings demo $(ARGS)

build: setup  ## the release binary, build/release/tidings
	@tools/build release tidings

test: setup  ## build and run all tests
	@tools/build dev
	@tools/run_tests build/dev

check: setup format tidy  ## format, clang-tidy (changed files, TIDY_SECONDS=600) and the structure suite
	@tools/run_tests build/dev -R '^structure$$'

format:
	@find src tests bench -name '*.cc' -o -name '*.h' | xargs -r clang-format-19 --dry-run -Werror

tidy:
	@tools/build dev
	@tools/tidy --seconds $(TIDY_SECONDS)

asan: setup  ## the tests under address and undefined-behaviour sanitizers
	@tools/build asan
	@ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
	  tools/run_tests build/asan $(INSIDE)

tsan: setup  ## the tests under the thread sanitizer
	@tools/build tsan
	@TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1 tools/run_tests build/tsan $(INSIDE)

fuzz: setup  ## every fuzz target for FUZZ_SECONDS=10
	@tools/build fuzz fuzzers
	@tools/run_fuzz $(FUZZ_SECONDS)

bench: setup  ## the micro benches and scenarios of bench/
	@tools/build bench
	@bench/run build/bench

sim: setup  ## simulated worlds (SEED=7 or SEED=1-2000 to repeat them, DAYS= for longer, SECONDS= of new ones)
	@tools/build sim suite_sim
	@TIDINGS_SIM_SEED='$(SEED)' TIDINGS_SIM_DAYS='$(DAYS)' TIDINGS_SIM_SECONDS='$(SECONDS)' \
	  build/sim/tests/suite_sim --gtest_brief=1 $(if $(SEED),--gtest_filter=Sim.Sweep)

nodes: setup  ## two servers on one PostgreSQL, ROUNDS=20 times either is killed (SEED= to repeat)
	@tools/build dev tidings
	@cd tests/system && TIDINGS_BINARY=../../build/dev/tidings TIDINGS_ROUNDS='$(ROUNDS)' $(if $(SEED),TIDINGS_KILL_SEED='$(SEED)') \
	  python3 -B -m unittest -v test_two_nodes.TwoNodes.test_either_is_killed test_two_nodes.TwoNodesAndACap.test_either_is_killed

release: build  ## build/tidings-VERSION-linux-ARCH.tar.gz: stripped binary, README, deploy/
	@tools/package

clean:  ## remove what was built, keep what was downloaded
	@[[ ! -d build ]] || find build -mindepth 1 -maxdepth 1 ! -name thirdparty -exec rm -rf {} +
