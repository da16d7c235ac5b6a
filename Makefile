# Everything a newcomer needs. `make run` takes a fresh checkout to a running club.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test faults check bench messages docs format clean

UV_VERSION := 0.13.9
NODE_VERSION := 24.19.0
NODE_OLDEST := 20

# Paths are relative, so that a checkout whose own path has spaces works as well.
BIN := .venv/bin
TOOLS := .tools
BUILT := src/moadon/ui/static/moadon/built

# A home that cannot be written to, or none: caches stay in the checkout.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/$(TOOLS)/home
endif
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Each of the processes of a club would compile what it loads anew where Python may not leave the result behind.
export UV_COMPILE_BYTECODE := 1
export npm_config_update_notifier := false

help:
	@echo "make run      a running club at http://127.0.0.1:8000 (DEMO=0 starts empty)"
	@echo "make test     every test (BROWSER_EVERY=1: each page in each language, not in one)"
	@echo "make faults   the experiments that try to break it, in full"
	@echo "make check    format, lint, types, floors, laws; what is built in, and what of it is known to be unsafe"
	@echo "make bench    every benchmark, as ratios"
	@echo "make messages bring the translations' files up to date with code and pages"
	@echo "make docs     write the references of commands and API from themselves"
	@echo "make format   format the code"
	@echo "make clean    remove what was built; data in var stays"

run: .venv/.ready-to-run .venv/.compiled .venv/.native .venv/.translated $(BUILT)/.done
	@exec $(BIN)/moadon up $(if $(filter 0,$(DEMO)),--no-demo)

test: .venv/.ready-to-test .venv/.compiled .venv/.native .venv/.translated $(BUILT)/.done
	@tools/chromium.sh
	@$(BIN)/pytest -n 3 --dist worksteal $(ARGS)

faults: .venv/.ready-to-test .venv/.compiled .venv/.native .venv/.translated $(BUILT)/.done
	@FAULTS_SALES=$${FAULTS_SALES:-50000} FAULTS_TILLS=$${FAULTS_TILLS:-16} FAULTS_HISTORIES=$${FAULTS_HISTORIES:-1000} \
	  FAULTS_WALLS=$${FAULTS_WALLS:-1} FAULTS_OFFLINE=$${FAULTS_OFFLINE:-100} FAULTS_EXAMPLES=$${FAULTS_EXAMPLES:-100} \
	  $(BIN)/pytest -n 0 -v tests/faults $(ARGS)

check: .venv/.ready-to-test .venv/.translated
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/laws
	@UV_VERSION=$(UV_VERSION) $(BIN)/python tools/supply_chain.py

bench: .venv/.ready-to-test .venv/.compiled .venv/.native .venv/.translated
	@tools/wrk.sh
	@$(BIN)/python -m benchmarks $(ARGS)

messages: .venv/.ready-to-test
	@$(BIN)/python tools/messages.py update

docs: .venv/.ready-to-test
	@$(BIN)/python tools/reference.py
	@$(BIN)/python tools/api_reference.py
	@$(BIN)/python tools/kpi_reference.py

format: .venv/.ready-to-test
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

clean:
	rm -rf .venv .tools node_modules $(BUILT) src/moadon/_native .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src -name '*.mo' -delete

# Python: the environment of the lock file.
.venv/.ready-to-run: uv.lock pyproject.toml tools/uv.sh
	@echo "Python environment"
	@tools/uv.sh $(UV_VERSION) sync --quiet --frozen --no-dev --group native --inexact
	@touch $@

.venv/.ready-to-test: uv.lock pyproject.toml tools/uv.sh
	@echo "Python environment, with what the tests need"
	@tools/uv.sh $(UV_VERSION) sync --quiet --frozen
	@touch $@ .venv/.ready-to-run

# Our own code, as Python's bytecode.
.venv/.compiled: $(shell find src -name '*.py') | .venv/.ready-to-run
	@$(BIN)/python -m compileall -q src
	@touch $@

# What a receipt goes through, as machine code where a C compiler is; without one this asks again each time.
.venv/.native: $(shell find src -name '*.py') tools/native.py tools/rewriting.py uv.lock | .venv/.ready-to-run
	@$(BIN)/python -m tools.native --stamp $@

# Translations, compiled by the runtime's own Babel.
.venv/.translated: $(shell find src -name '*.po') tools/messages.py | .venv/.ready-to-run
	@$(BIN)/python tools/messages.py compile
	@touch $@

# Pages' files from npm; made again when a page may use an icon or a class that it did not use before.
node_modules/.ready: package.json package-lock.json tools/npm.sh | .venv/.ready-to-run
	@echo "Pages' packages"
	@UV_VERSION=$(UV_VERSION) tools/npm.sh $(NODE_VERSION) $(NODE_OLDEST) ci --silent --no-audit --no-fund
	@touch $@

$(BUILT)/.done: node_modules/.ready $(shell find src/moadon/ui/assets -type f) \
    $(shell find src/moadon/ui src/moadon/interfaces -name '*.html' -o -name '*.py')
	@echo "Pages' files"
	@UV_VERSION=$(UV_VERSION) tools/npm.sh $(NODE_VERSION) $(NODE_OLDEST) run --silent build
	@mkdir -p $(BUILT) && touch $@
