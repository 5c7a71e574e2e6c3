# What you need: Debian (or the like), Python 3.11, make. Everything else comes from PyPI and Debian.
SHELL = /bin/sh
PYTHON ?= python3.11
BIN = .venv/bin
WORKERS ?= $(shell nproc)

.PHONY: help demo test lint bench bench-full lock clean

help:
	@echo "make demo   install, make clients, train a model, serve (PORT, DEMO_DIR, DEMO_PASSWORD)"
	@echo "make test   all tests (TESTS=\"portal -k roles\" for some, WORKERS=1 for one process)"
	@echo "make lint   style, types, imports, templates, migrations, API schema, translations"
	@echo "make bench  the engine and score ranges, as ratios within one run"
	@echo "make bench-full  356,255 clients: import, score, list, compare (a quarter of an hour, 8 GB)"
	@echo "make lock   pin the requirements again"
	@echo "make clean  remove the virtual environment and the demo's data"

demo: .venv/.installed
	@exec $(BIN)/python -m portal.demo

test: .venv/.installed-dev
	@sh scripts/chromium.sh
	@sh scripts/html.sh
	$(BIN)/python manage.py translations compile
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 10 $(TESTS)

lint: .venv/.installed-dev
	@sh scripts/lint.sh

bench: .venv/.installed-dev
	$(BIN)/python -m tests.benchmarks.engine
	$(BIN)/python -m tests.benchmarks.ranges

bench-full: .venv/.installed-dev
	$(BIN)/python -m tests.benchmarks.portfolio --folder .bench
	DJANGO_DEBUG=1 DEMO_DIR=.bench/demo $(BIN)/python -m tests.benchmarks.listing
	DJANGO_DEBUG=1 DEMO_DIR=.bench/demo $(BIN)/python -m tests.benchmarks.comparison

lock: .venv/.installed-dev
	$(BIN)/uv pip compile --upgrade --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --upgrade --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv .demo .cache staticfiles

# A virtual environment is installed again only when the pinned requirements change.
.venv/.installed: requirements.txt
	@PYTHON="$(PYTHON)" sh scripts/venv.sh requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt requirements.txt
	@PYTHON="$(PYTHON)" sh scripts/venv.sh requirements-dev.txt
	@touch .venv/.installed $@
