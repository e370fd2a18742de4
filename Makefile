# make run          install, publish, serve
# make unit         the tests of the code with the sample content, in under a minute
# make check        linters, type checkers, layers, content
# make test         the unit tests, and one page of each kind in real browsers
# make test-all     every page, every fault, every engine
# make test-days    the tests on other days: New Year, a leap day, clock changes, years ahead
# make faults       inject every fault at every stage, and write the table of results
# make bench        measure against the budgets
# make icons        generate the icon files (CONTENT=folder: those of another app)
# make sounds       generate the sound files
# make words        generate the types of the interface words
# make learn        learn the search weights from the questions in tests/search/
# make screenshots  take the pictures for the install dialog (CONTENT=folder: of another app)
# make shared       draw the pictures of shared links (CONTENT=folder: of another app)
# make picture      take the picture in the README, from the app that `make run` serves
PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
DATA_DIR ?= ./data
BIN := $(VENV)/bin

.PHONY: run unit test test-all test-days check faults bench icons sounds words learn screenshots shared picture tools

run: $(VENV)/installed
	@$(BIN)/baclofen-sos publish --data "$(DATA_DIR)"
	@exec $(BIN)/baclofen-sos serve --data "$(DATA_DIR)" --host "$(HOST)" --port "$(PORT)"

test: $(VENV)/dev tests/node_modules/installed tools
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow"

# The sample content; no browser, server process or Node.js, nothing from apt: under a minute.
unit: $(VENV)/dev
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser and not process and not own_content and not slow"

test-all: $(VENV)/dev tests/node_modules/installed tools
	$(BIN)/pytest -n 2 --dist loadfile

# Takes about an hour. ARGS="leap-day --only clocked" runs a part; ARGS=--list names the days.
test-days: $(VENV)/dev tests/node_modules/installed tools
	$(BIN)/python -m tests.days $(ARGS)

check: $(VENV)/dev tests/node_modules/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	tests/node_modules/.bin/biome check --error-on-warnings
	tests/node_modules/.bin/tsc --project pwa
	tests/node_modules/.bin/tsc --project pwa/worker
	$(BIN)/baclofen-sos check
	$(BIN)/baclofen-sos check --lang es

# Takes hours. ARGS="--worker ours" runs a third of it.
faults: $(VENV)/dev tests/node_modules/installed tools
	$(BIN)/python -m tests.offline.faults $(ARGS)

bench: $(VENV)/dev tests/node_modules/installed tools
	$(BIN)/python -m tests.bench $(ARGS)

icons: $(VENV)/dev tools
	$(BIN)/python -m scripts.draw_icons $(CONTENT)

sounds: $(VENV)/installed
	$(BIN)/python -m scripts.make_sounds

words: $(VENV)/installed
	$(BIN)/python -m scripts.word_types

learn: $(VENV)/dev
	$(BIN)/python -m scripts.learn_search

screenshots: $(VENV)/dev tools
	$(BIN)/python -m scripts.screenshots $(CONTENT)

shared: $(VENV)/dev tools
	$(BIN)/python -m scripts.draw_shared $(CONTENT)

picture: $(VENV)/dev tools
	$(BIN)/python -m scripts.readme_picture http://$(HOST):$(PORT)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; run: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "python3-venv is missing; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing (only the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/dev: $(VENV)/installed
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

tests/node_modules/installed: tests/package.json
	@.ci/install-tools node
	@cd tests && npm install --ignore-scripts --no-package-lock --no-audit --no-fund --silent
	@touch $@

# Installs browsers and Node.js from Debian; the test tools download none.
tools:
	@.ci/install-tools
