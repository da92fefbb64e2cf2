# Thin verbs over CMake (CMakePresets.json), pip and the checking tools. On a fresh machine `make test` and
# `make demo` need nothing before them.

PY       ?= python3
PREFIX   ?= /usr/local
DESTDIR  ?=
JOBS     ?= $(shell nproc)
# Each pytest worker holds the test data once.
WORKERS  ?= $(shell n=$$(nproc); [ $$n -lt 4 ] && echo $$n || echo 4)
VENV     := .venv
BUILD    := build/release
BIN      := $(VENV)/bin
PIP      := $(BIN)/python -m pip --disable-pip-version-check -qq
LIBRARY   = BUDTIKTOK_LIBRARY=$(abspath $(BUILD)/libbudtiktok.so)

APT       := g++ cmake ninja-build pkg-config libsimdjson-dev libutf8proc-dev libonig-dev doctest-dev libbenchmark-dev
APT_LINT  := clang-format-14
APT_TIDY  := clang-tidy-14
APT_TSAN  := clang-14 libclang-rt-14-dev llvm-14 libomp-14-dev
APT_QEMU  := qemu-user-static
APT_NEON  := g++-aarch64-linux-gnu $(APT_QEMU)

# Without what scripts generate.
CXX_FILES  = $(shell find src capi include tests bench -name '*.[ch]pp' -o -name '*.[ch]' | xargs grep -L 'Not edited by hand')
PY_FILES   = python tests bench contrib

.DEFAULT_GOAL := help
.PHONY: help deps build venv test contract-test parity parity-codepoints server-venv server-test server-soak \
  server-onnx sentence-transformers-test server-acceptance demo bench bench-load bench-hostile bench-peers \
  bench-server profile-call fuzz-parity lint format tidy asan tsan noomp test-neon test-older-cpus abi wheel \
  install uninstall clean

help: ## this list
	@awk -F ":.*## " '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# $(call packages,NAMES): root installs what is missing; anybody else is told the line and the build stops.
define packages
missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done | xargs); \
if [ -z "$$missing" ]; then :; \
elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
  echo "installing: $$missing"; apt-get update -qq && \
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
else echo "missing packages; run:"; echo "  sudo apt-get install --no-install-recommends $$missing"; exit 1; fi
endef

deps: ## system packages: installs what is missing (root) or prints the line that does
	@command -v dpkg-query >/dev/null || { echo "not a Debian system: needs $(APT) python3 with venv"; exit 0; }; \
	$(call packages,$(APT)); \
	$(PY) -c 'import ensurepip, venv' 2>/dev/null || { $(call packages,python3 python3-venv); }

build: deps ## optimized build in build/release
	@test -f $(BUILD)/build.ninja || cmake --preset release
	@cmake --build --preset release -j $(JOBS)

venv: $(VENV)/.stamp ## .venv with the package (editable), the reference and the test tools

# An editable install does not recompile: the verbs below point BUDTIKTOK_LIBRARY at the library just built.
$(VENV)/.stamp: pyproject.toml include/budtiktok.h $(wildcard tests/requirements-*.txt) | deps
	@test -x $(BIN)/python || $(PY) -m venv $(VENV)
	@$(PIP) install -r tests/requirements-test.txt -r tests/requirements-torch.txt -r tests/requirements-lint.txt
	@$(PIP) install --no-deps -r tests/requirements-data.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

test: build venv ## ctest, then pytest on the library just built
	@ctest --preset release -j $(JOBS)
	@$(LIBRARY) $(BIN)/python -m pytest -q -n $(WORKERS)
	@$(CONTRACT)

# Apart from the rest: it has a conftest.py of its own.
CONTRACT = $(LIBRARY) $(BIN)/python -m pytest -q -n $(WORKERS) tests/contract

CONTRACT5 := build/contract5

# The package is taken from its folder: an install would compile the library once more.
contract-test: build venv $(CONTRACT5)/.stamp ## the wrapper beside transformers 4.57 and 5 (ten minutes); CONTRACT_CALLS=N calls a tokenizer
	@echo "transformers 4.57:"; $(CONTRACT)
	@echo "transformers 5:"; PYTHONPATH=$(abspath python) $(LIBRARY) $(CONTRACT5)/bin/python -m pytest -q tests/contract

$(CONTRACT5)/.stamp: tests/contract/requirements-5.txt | deps
	@test -x $(CONTRACT5)/bin/python || $(PY) -m venv $(CONTRACT5)
	@$(CONTRACT5)/bin/python -m pip --disable-pip-version-check -qq install -r $<
	@touch $@

# PARITY_ARGS="--tokenizers gpt2 --files 'udhr*'" makes a selection; SEED=N repeats the values of another day.
PARITY = mkdir -p build/parity && PYTHONPATH=tests $(LIBRARY) $(BIN)/python -m parity

parity: build venv ## every tokenizer, text and option of the test data beside the reference (half an hour)
	@$(PARITY) texts --workers $(JOBS) --json build/parity/texts.json $(PARITY_ARGS)

parity-codepoints: build venv ## normalizers, pre-tokenizers, pipelines over every scalar value (half an hour)
	@$(PARITY) codepoints --workers $(JOBS) --json build/parity/codepoints.json $(if $(SEED),--seed $(SEED)) $(PARITY_ARGS)

# The server has pins of its own, so it has an environment of its own. SERVER_ARGS="-k http" makes a selection.
SERVER_VENV := build/server/venv
SERVER_BIN  := $(SERVER_VENV)/bin
SERVER_PIP   = $(SERVER_BIN)/python -m pip --disable-pip-version-check -qq

$(SERVER_VENV)/.stamp: tests/server/requirements.txt | deps
	@test -x $(SERVER_BIN)/python || $(PY) -m venv $(SERVER_VENV)
	@$(SERVER_PIP) install -r tests/server/requirements.txt
	@touch $@

# The wheel is installed as users do it, without a word on dependencies: it has to be content with what is there.
server-venv: $(SERVER_VENV)/.stamp ## build/server/venv: the server infinity_emb with its pins, and this package built and installed
	@rm -rf build/server/wheel
	@PATH=$(abspath $(SERVER_BIN)):$$PATH $(SERVER_PIP) wheel --no-build-isolation --no-deps -w build/server/wheel .
	@$(SERVER_BIN)/python -m pip freeze --exclude budtiktok >build/server/before.txt
	@$(SERVER_PIP) uninstall -y budtiktok 2>/dev/null; $(SERVER_PIP) install build/server/wheel/*.whl
	@$(SERVER_BIN)/python -m pip freeze --exclude budtiktok | diff build/server/before.txt - \
	  || { echo "installing the wheel has moved the server's packages"; exit 1; }

# -P and no conftest of the package: what is tested is what is installed.
SERVER_TEST = BTT_SERVER_FOLDER=$(abspath build/server) $(SERVER_BIN)/python -P -m pytest -q -p no:cacheprovider tests/server

server-test: server-venv ## the real server with and without this package, side by side (a quarter of an hour)
	@$(SERVER_TEST) $(SERVER_ARGS)

server-soak: server-venv ## ten minutes of mixed load on the patched server
	@BTT_SOAK_SECONDS=600 $(SERVER_TEST)/test_soak.py

# The engine "optimum" needs older versions of other packages.
ONNX_VENV := build/server/venv-onnx
$(ONNX_VENV)/.stamp: tests/server/requirements-onnx.txt | deps
	@test -x $(ONNX_VENV)/bin/python || $(PY) -m venv $(ONNX_VENV)
	@$(ONNX_VENV)/bin/python -m pip --disable-pip-version-check -qq install -r $<
	@touch $@

server-onnx: server-venv $(ONNX_VENV)/.stamp ## the server's ONNX engine, in another environment
	@$(ONNX_VENV)/bin/python -m pip --disable-pip-version-check -qq install --force-reinstall --no-deps build/server/wheel/*.whl
	@BTT_SERVER_FOLDER=$(abspath build/server) $(ONNX_VENV)/bin/python -P -m pytest -q -p no:cacheprovider tests/server/onnx

# Three majors of sentence-transformers: the server's, and two laid over .venv. Nothing of theirs is in .venv itself.
ST_FOLDER := build/sentence-transformers
$(ST_FOLDER)/%/.stamp: tests/sentence_transformers/requirements-%.txt | venv
	@rm -rf $(@D) && $(PIP) install --no-deps --target $(@D) -r $<
	@touch $@

sentence-transformers-test: build server-venv $(ST_FOLDER)/5/.stamp $(ST_FOLDER)/6/.stamp ## models of sentence-transformers 3, 5 and 6 with accelerate()
	@$(SERVER_BIN)/python -P -m pytest -q -p no:cacheprovider tests/sentence_transformers
	@for major in 5 6; do $(LIBRARY) PYTHONPATH=$(ST_FOLDER)/$$major $(BIN)/python -m pytest -q -p no:cacheprovider \
	  tests/sentence_transformers || exit 1; done

# The test data may come with an acceptance test of its own beside it.
SERVER_DATA ?= $(or $(BTT_TEST_DATA),../shared/data)
server-acceptance: server-venv ## the acceptance test that lies beside the test data, where there is one
	@test -f $(SERVER_DATA)/../infinity/e2e.py || { echo "no $(SERVER_DATA)/../infinity/e2e.py"; exit 1; }
	@$(SERVER_BIN)/python -P $(SERVER_DATA)/../infinity/e2e.py

demo: build venv ## tokenizes a few lines and shows the results beside the reference's
	@data=$$($(BIN)/python -c 'import sys; sys.path.insert(0, "tests/python"); import _data; print(_data.DATA)'); \
	if [ -d "$$data/text" ]; then set -- --data "$$data"; else set --; fi; \
	$(LIBRARY) $(BIN)/python python/demo/demo.py "$$@"

bench: build venv ## micro benchmarks and the comparison with the reference; JSON in build/bench
	@mkdir -p build/bench
	@$(BIN)/python bench/compare.py --write-inputs build/bench
	@BTT_BENCH_TOKENIZER=build/bench/tokenizer.json BTT_BENCH_TEXT=build/bench/text.txt $(BUILD)/budtiktok_bench \
	  --benchmark_out=build/bench/micro.json --benchmark_out_format=json
	@$(LIBRARY) $(BIN)/python bench/compare.py --json build/bench/compare.json

# BENCH_ARGS are handed on: "FILE..." for the one, "--tokenizers gpt2,t5-small --texts spaces" for the other.
bench-load: build venv ## time and memory of loading, beside the bounds and the reference (some minutes)
	@$(LIBRARY) $(BIN)/python bench/load.py --added 10000 --linear $(BENCH_ARGS)

bench-hostile: build venv ## texts made to be slow: a byte of 1 MB may cost no more than one of 64 kB; bounds on early stops, added tokens, 100 MB (some minutes)
	@$(LIBRARY) $(BIN)/python bench/hostile.py $(BENCH_ARGS)

# ROUNDS=1 (of 3) PASSES=1 thins it out; TOKENIZERS=gpt2,qwen3 names others; PEERS=nanotoken,tokie names few; for
# "--quick" and more see BENCH_ARGS="--help". Only a whole run draws the picture of the README.
PEERS_ARGS = $(if $(TOKENIZERS),--tokenizers $(TOKENIZERS)) $(if $(PEERS),--peers "$(PEERS)") \
  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(PASSES),--passes $(PASSES)) $(BENCH_ARGS)
bench-peers: build venv ## side by side with other libraries, each in an environment of its own (half an hour; ROUNDS=1 PASSES=1)
	@$(LIBRARY) $(BIN)/python bench/peers/run.py $(if $(strip $(PEERS_ARGS)),,--plot docs/peers.svg) $(PEERS_ARGS)

# BENCH_ARGS="--budget 150 --device cuda --models tiny,minilm,base" and more; a run without them draws the picture of the README.
bench-server: build $(SERVER_VENV)/.stamp ## the server's tokenizer beside transformers: calls, pools, share of a pipeline's time (a quarter of an hour)
	@$(LIBRARY) $(SERVER_BIN)/python bench/server/run.py $(or $(BENCH_ARGS),--plot docs/server.svg)

profile-call: build venv ## where the time of a short Python call goes, and batches, on both roads (half a minute)
	@$(LIBRARY) $(BIN)/python bench/calls.py $(BENCH_ARGS)

# SEED=N repeats a campaign.
SECONDS ?= 60
fuzz-parity: build venv ## random tokenizers and texts against the reference for SECONDS=60
	@PYTHONPATH=tests $(LIBRARY) $(BIN)/python -m fuzz_parity --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

lint: venv ## formatting, Python lint and types, C++ with warnings as errors
	@$(call packages,$(APT_LINT))
	@clang-format-14 --dry-run -Werror $(CXX_FILES)
	@$(BIN)/ruff check -q $(PY_FILES)
	@$(BIN)/ruff format -q --check $(PY_FILES)
	@$(BIN)/mypy --strict python/budtiktok python/tools
	@test -f build/dev/build.ninja || cmake --preset dev
	@cmake --build --preset dev -j $(JOBS)

format: venv ## rewrites the sources in the project's format
	@$(call packages,$(APT_LINT))
	@clang-format-14 -i $(CXX_FILES)
	@$(BIN)/ruff check -q --fix --exit-zero $(PY_FILES)
	@$(BIN)/ruff format -q $(PY_FILES)

tidy: build ## clang-tidy over core and C layer (slow)
	@$(call packages,$(APT_TIDY))
	@find src capi -name '*.cpp' | xargs -P $(JOBS) -n 1 clang-tidy-14 -p $(BUILD) --quiet

asan: deps ## C++ and C tests under the address and undefined-behaviour sanitizers
	@test -f build/asan/build.ninja || cmake --preset asan
	@cmake --build --preset asan -j $(JOBS)
	@ctest --preset asan -j $(JOBS)

tsan: deps ## C++ and C tests under the thread sanitizer (clang)
	@$(call packages,$(APT_TSAN))
	@test -f build/tsan/build.ninja || cmake --preset tsan
	@cmake --build --preset tsan -j $(JOBS)
	@ctest --preset tsan -j $(JOBS)

noomp: deps ## C++ and C tests of a build without OpenMP
	@test -f build/noomp/build.ninja || cmake --preset noomp
	@cmake --build --preset noomp -j $(JOBS)
	@ctest --preset noomp -j $(JOBS)

test-neon: deps ## C++ and C tests of a cross build for 64-bit ARM, under qemu: the NEON level (slow)
	@$(call packages,$(APT_NEON))
	@test -d build/arm64/root || cmake/aarch64-root.sh
	@test -f build/aarch64/build.ninja || cmake --preset aarch64
	@cmake --build --preset aarch64 -j $(JOBS)
	@ctest --preset aarch64 -j $(JOBS)

# The same binary on processors that lack what this one has; qemu 7.2 knows none with AVX-512.
test-older-cpus: build ## the kernels' tests on emulated processors without AVX, and with AVX2 but no more
	@$(call packages,$(APT_QEMU))
	@for cpu in Nehalem Haswell; do echo $$cpu; \
	  qemu-x86_64-static -cpu $$cpu $(BUILD)/tests/budtiktok_simd_tests --no-intro || exit 1; done

abi: build ## exported names, needed libraries, layout of public structs
	@ctest --preset release -L abi

wheel: venv ## dist/: source distribution and a wheel with the libraries it needs, tried in a fresh environment
	@$(PIP) install -r tests/requirements-wheel.txt
	@rm -rf dist build/wheel && $(BIN)/python -m build --no-isolation --outdir build/wheel >build/wheel.log 2>&1 \
	  || { cat build/wheel.log; exit 1; }
	@PATH=$(abspath $(BIN)):$$PATH $(BIN)/auditwheel repair -w dist build/wheel/*.whl >build/wheel.log 2>&1 \
	  || { cat build/wheel.log; exit 1; }
	@cp build/wheel/*.tar.gz dist/
	@$(BIN)/python tests/packaging/check_wheel.py dist/*.whl
	@ls dist

install: build ## to $(DESTDIR)$(PREFIX)
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX)

uninstall: ## removes what the last `make install` from here wrote
	@test -f $(BUILD)/install_manifest.txt || { echo "nothing was installed from $(BUILD)"; exit 1; }
	@sed 's|^|$(DESTDIR)|' $(BUILD)/install_manifest.txt | tr '\n' '\0' | xargs -0 rm -fv
	@sed -n 's|^\(.*/cmake/budtiktok\)/.*|$(DESTDIR)\1|p' $(BUILD)/install_manifest.txt | sort -u | xargs -r rmdir -v

clean: ## removes build/, dist/ and .venv/
	@rm -rf build dist $(VENV)
