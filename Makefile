# make run    sets everything up and opens the window (make run ARGS=file.nnp opens that file)
# make test   the same set-up and the tools of the tests; then lint and all tests, without a screen
# make bench  prints the figures of tests/benchmarks
# make lint   ruff alone (its rules, and its layout)
#
# constraints.txt pins the versions, torch among them. On Linux the torch of the package index brings several GB of CUDA
# packages; for a smaller build name the index of your choice: make run PIP_ARGS="--extra-index-url ADDRESS".
# The tests of one file: make test PYTEST_ARGS=tests/test_doctor.py; one after another: make test WORKERS=

PIP_ARGS ?=
PYTEST_ARGS ?=
# Two processes of tests; those of one file stay together, as they share an engine or a window.
WORKERS ?= -n 2 --dist loadfile
ARGS ?=
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test bench lint
.NOTPARALLEL:

run: $(VENV)/.installed $(VENV)/.system
	@$(BIN)/nnplayground $(ARGS)

test: $(VENV)/.installed-test $(VENV)/.system-test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q $(WORKERS) $(PYTEST_ARGS)

bench: $(VENV)/.installed-test $(VENV)/.system-test
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lint: $(VENV)/.installed-test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .

# apt_install: a shell function that installs Debian packages, or says which ones are missing and lets things go on.
define apt_install
apt_install() { \
	as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	if command -v apt-get >/dev/null 2>&1 && { [ -z "$$as_root" ] || command -v sudo >/dev/null 2>&1; }; then \
		echo "Installing system packages: $$*"; \
		install="env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends"; \
		$$as_root $$install "$$@" >/dev/null 2>&1 && return 0; \
		$$as_root apt-get update -qq && $$as_root $$install "$$@" >/dev/null && return 0; \
	fi; \
	echo "Please install these system packages (Debian and Ubuntu names) by hand: $$*"; \
	return 1; \
}
endef

# The first Python in range that really starts (a name may be there and lead nowhere, as pyenv's do).
$(BIN)/python:
	@$(apt_install); \
	for name in python3.12 python3.13 python3.11 python3 python; do \
		$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1 && python=$$name && break; \
	done; \
	if [ -z "$$python" ]; then \
		echo "nnplayground needs Python 3.11, 3.12 or 3.13, and none was found. Please install one and try again."; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then \
		apt_install "$$($$python -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" || exit 1; \
	fi; \
	$$python -m venv --clear $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Python packages into $(VENV); the first time takes some minutes."
	@$(BIN)/python -m pip install --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-test: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Python packages into $(VENV); the first time takes some minutes."
	@$(BIN)/python -m pip install -q --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e ".[test]"
	@touch $(VENV)/.installed $@

# The doctor knows which libraries Qt lacks here and which packages hold them. What is missing is looked for again each
# time until nothing is; it never stops the rest.
$(VENV)/.system: $(VENV)/.installed
	@$(apt_install); \
	if missing=$$($(BIN)/python -c 'from nnplayground.doctor import missing_packages; print(*missing_packages())') \
		&& { [ -z "$$missing" ] || apt_install $$missing; }; then touch $@; fi

# The tests also use a virtual X screen, and move the pointer on it.
$(VENV)/.system-test: $(VENV)/.installed-test $(VENV)/.system
	@$(apt_install); \
	missing=; \
	if [ "$$(uname)" = Linux ]; then \
		command -v Xvfb >/dev/null 2>&1 || missing="xvfb"; \
		command -v xauth >/dev/null 2>&1 || missing="$$missing xauth"; \
		command -v xdotool >/dev/null 2>&1 || missing="$$missing xdotool"; \
	fi; \
	if [ -z "$$missing" ] || apt_install $$missing; then touch $@; fi
