# make            regenerate every result, figure and table (PROFILE=slurm: on a cluster; see docs/cluster.md)
# make test       check every promise of the compendium
# make thorough   ask the same of larger samples, and run whole pipelines of invented cases
# make lab        open the notebooks in JupyterLab, for this machine alone and with a token (in a container: docs/containers.md)
# make print      write every figure into dist/ as a journal asks for it (PRESET=elsevier; default: figure_preset)
# make deposit    write the archive for a repository, its certificate and checklists into dist/deposit/
# make lint       read the code: style, types, and that imports run downwards
# make bench      measure this commit against another (AGAINST=26118cb RUNS=3 ROWS="check idle"; see tests/bench.py),
#                 or how time grows with cases and passages (SCALE=1 SIZES="5x200 20x200"; see tests/scale.py)
# make same       run everything wherever it may run, and compare every byte (AXES="folder order", AXES=together; see tests/same.py)
# make lock       write requirements.lock anew after a change in pyproject.toml; versions that stand there stay
# Each does all set-up on a machine that has git, make and Python 3.11 or newer, and nothing twice.

PYTHON ?= python3
VENV   := .venv
READY  := $(VENV)/.ready
BIN    := $(VENV)/bin
CORES  ?= all
IP     ?= 127.0.0.1

# The same bytes on every run: fixed clock, hash order, time zone, language and drawing backend.
export SOURCE_DATE_EPOCH = 1609459200
export PYTHONHASHSEED = 0
export TZ = UTC
export LC_ALL = C.UTF-8
export MPLBACKEND = agg
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
export PYTHONUTF8 = 1
# Every notebook, command and test is a process or a fork: what one compiled, the others load, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE
# The certificates of the machine, which a network with one of its own (a hospital's) has put there.
export UV_SYSTEM_CERTS = 1
# The list of fonts that matplotlib keeps is made once, with the libraries, and never that of another project.
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/matplotlib
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Libraries keep caches in the home folder; where nothing can be written there, they get one here.
ifneq ($(shell [ -d "$$HOME" ] && [ -w "$$HOME" ] && echo yes),yes)
export HOME := $(CURDIR)/.snakemake/home
export XDG_CACHE_HOME := $(HOME)/.cache
$(shell mkdir -p "$(XDG_CACHE_HOME)")
endif

.PHONY: reproduce test thorough lab print deposit check lint bench same lock clean
.DEFAULT_GOAL := reproduce

reproduce: $(READY)
	@python -m crosscase.run.making $(if $(PROFILE),--profile profiles/$(PROFILE),--cores $(CORES))

check: $(READY)
	@crosscase check

test: $(READY)
	@python -m crosscase.run.again python -m pytest -p no:nbval -n 2 --dist loadscope --no-loadscope-reorder

thorough: $(READY)
	@CROSSCASE_THOROUGH=1 python -m pytest -p no:nbval -n 3 --dist worksteal -m thorough

lint: $(READY)
	@ruff check .
	@ruff format --check .
	@mypy
	@lint-imports --no-logo

bench: $(if $(SCALE),$(READY))
	@$(if $(SCALE),python tests/scale.py $(if $(SIZES),--sizes $(SIZES)) $(if $(STAGES),--stages $(STAGES)) $(if $(PASSES),--passes $(PASSES)),$(PYTHON) tests/bench.py $(if $(AGAINST),--against $(AGAINST)) $(if $(RUNS),--runs $(RUNS)) $(if $(ROWS),--rows $(ROWS)))

same: $(READY)
	@python tests/same.py $(if $(AXES),--axes $(AXES))

lock: $(READY)
	@uv pip compile pyproject.toml --extra pipeline --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --quiet --output-file requirements.lock

lab: $(READY)
	@jupyter lab --ip $(IP) $(if $(filter 0,$(shell id -u)),--allow-root --no-browser) --notebook-dir . --LabApp.default_url /lab/tree/notebooks

print: $(READY)
	@crosscase print $(if $(PRESET),--preset $(PRESET)) $(if $(OUT),--out "$(OUT)")

deposit: $(READY)
	@crosscase deposit

clean:
	rm -rf .snakemake logs private/.snakemake private/logs

$(READY): requirements.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) -c 'import sys; print(sys.version.split()[0])' 2>/dev/null || echo missing)."; \
	  echo "      to mend: install it and say which: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock (once) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "      to mend: install Python's venv module (on Debian and Ubuntu: python3-venv)"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock 2>$(VENV)/pip.log || { \
	  cat $(VENV)/pip.log; echo "      to mend: the package registry must be reachable; then run make again"; exit 1; }
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes --compile-bytecode -r requirements.lock \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --compile-bytecode --editable .
	@$(BIN)/python -c "import matplotlib.font_manager"
	@touch $@
