# Two commands on a fresh machine with Python 3.11 and make: `make demo`, `make test`. Everything is installed into .venv.

BIN := .venv/bin
DEMO := .venv/demo.stamp
DEV := .venv/dev.stamp
PYTEST := $(BIN)/python -m pytest -n 2 --durations 5
# The tests that mirror what coverage is measured of: measuring doubles their time, so the others run without it.
COVERING := tests/protocol tests/terminal/sale tests/terminal/journal tests/server/ledger
# What one process does while the tests run.
BESIDE := types imports
# Of what is installed only a part is ever imported, and compiled then.
PIP := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check
LOCK := $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
HEAD := \# Made by make lock from the dependency groups of pyproject.toml. Do not edit.
export PYTHON

.PHONY: help demo demo-check replay world bench fuzz defects test lint types imports tests format coverage lock clean
.NOTPARALLEL:

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'

demo: $(DEMO) ## an example chain: head office and a virtual terminal (LANGUAGE=zh-Hans or zh-Hant; ANEW=1: from the start)
	$(BIN)/python -m provisioning.demo $(if $(filter command line,$(origin LANGUAGE)),--language "$(LANGUAGE)") $(if $(ANEW),--anew)

demo-check: $(DEMO) ## what the demo promises, checked from outside
	$(BIN)/python -m provisioning.demo_check

replay: $(DEMO) ## a day of sales: DAY=file.csv [KILLS=n] [SEED=s]
	@test -n "$(DAY)" || { echo "make replay DAY=file.csv [KILLS=n] [SEED=s]"; exit 2; }
	$(BIN)/python -m provisioning.replay "$(DAY)" $(if $(KILLS),--kills "$(KILLS)") $(if $(SEED),--seed "$(SEED)")

world: $(DEV) ## a simulated chain with faults and attackers: SALES=n SEED=s
	@test -n "$(SALES)" || { echo "make world SALES=n [SEED=s]"; exit 2; }
	$(BIN)/python -m tests.simulation --sales "$(SALES)" $(if $(SEED),--seed "$(SEED)")

bench: $(DEV) ## speed and size beside their references; the last line is JSON (QUICK=1: fewer rounds)
	$(BIN)/python -m tests.bench $(if $(QUICK),--quick)

fuzz: $(DEV) ## every decoder under a coverage-guided fuzzer: INPUTS=n
	@test -n "$(INPUTS)" || { echo "make fuzz INPUTS=n"; exit 2; }
	$(BIN)/python -m tests.fuzz --inputs "$(INPUTS)"

defects: $(DEV) ## each planted defect must be caught by its test
	$(BIN)/python -m tests.defects

test: lint ## everything; what is said of types and imports, which are checked meanwhile, comes last
	@said=$$(mktemp); $(MAKE) $(BESIDE) >$$said 2>&1 & \
	$(MAKE) tests coverage; tests=$$?; \
	wait $$!; beside=$$?; cat $$said; rm -f $$said; test $$tests = 0 && test $$beside = 0

lint: $(DEV) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV) ## mypy, strict
	$(BIN)/mypy

imports: $(DEV) ## who may import whom
	$(BIN)/lint-imports

tests: $(DEV) ## pytest; a file's tests stay in one process, as a machine has room for one pcscd
	$(PYTEST) --dist loadscope --no-loadscope-reorder $(COVERING:%=--ignore=%)
	$(PYTEST) --cov --cov-report= $(COVERING)

coverage: $(DEV) ## after tests: every branch of the code that handles money and bytes
	$(BIN)/python -m coverage report --skip-covered --show-missing --fail-under 100

format: $(DEV) ## repair what ruff can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(DEV) ## pin the newest releases in requirements/
	for group in demo dev browser fuzz pcsc pins; do \
		$(BIN)/python requirements/group.py $$group | $(LOCK) --output-file requirements/$$group.txt - || exit 1; \
		sed -i -e '1i $(HEAD)' -e '/^#/d' requirements/$$group.txt || exit 1; \
	done

clean: ## remove the environment and everything that was made
	rm -rf .venv var build *.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	python=$$(.ci/python) && $$python -m venv .venv || { rm -rf .venv; echo "No environment: on Debian, apt-get install python3-venv"; exit 1; }

$(DEMO): requirements/demo.txt pyproject.toml
	$(MAKE) $(BIN)/python
	$(PIP) --require-hashes -r requirements/demo.txt
	$(PIP) --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): packages.txt requirements/dev.txt requirements/browser.txt requirements/fuzz.txt requirements/pcsc.txt requirements/pins.txt pyproject.toml
	.ci/packages
	$(MAKE) $(BIN)/python
	$(PIP) --require-hashes -r requirements/dev.txt
	$(PIP) --quiet --no-deps --no-build-isolation --editable .
	$(PIP) --require-hashes -r requirements/browser.txt || { \
		echo "playwright is not installed; left out: tests of the panel in a browser"; test "$$CI" != true; }
	$(PIP) --require-hashes -r requirements/pcsc.txt || { \
		echo "pyscard is not installed; left out: tests of the real card reader"; test "$$CI" != true; }
	$(PIP) --require-hashes -r requirements/pins.txt || { \
		echo "RPi.GPIO is not installed; left out: tests of keypad and lamp over a Pi's registers"; test "$$CI" != true; }
	$(PIP) --require-hashes -r requirements/fuzz.txt || { \
		echo "atheris is not installed; left out: fuzzing guided by coverage"; test "$$CI" != true; }
	touch $(DEMO) $@
