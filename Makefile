# Each target is one line; `make help` explains them.
PYTHON ?= $(firstword $(foreach name,python3.11 python3 python3.12 python3.13 python3.14,$(shell command -v $(name))) python3)
py = .venv/bin/python
python_is_there = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' 2>/dev/null \
  || { echo 'Python 3.11.5 or newer is needed, and $(PYTHON) is not: install it, or name it with make PYTHON=/path/to/python3' >&2; exit 1; }
pytest = $(py) -m pytest
programs = snippets docs
export NO_MKDOCS_2_WARNING = 1
export DISABLE_MKDOCS_2_WARNING = true
lock = uv pip compile --quiet --python-version 3.11.5 --generate-hashes --no-annotate --no-emit-package torch --no-emit-find-links --custom-compile-command "make lock"

.DEFAULT_GOAL = help
.PHONY: help serve site test check update sweep compatibility bench pictures lint hub experiments repeat lock clean drift site-env all-env

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 16
	@($(python_is_there)) || true

serve: site-env ## serve the site on http://127.0.0.1:8000, reloading as notes and snippets change
	$(py) -m mkdocs serve --dirty --no-strict --livereload --dev-addr 127.0.0.1:8000

site: site-env ## build the site into site/
	$(py) -m mkdocs build

test: all-env ## everything: lint, hub, blocks and notebooks, site, browser, injected faults
	$(py) -m scripts.check $(STEPS)

check: all-env hub ## lint the programs, run only those that changed since they passed or were recorded
	@$(py) -m ruff format --check $(programs) || { echo 'make update PAGE=docs/<section>/<page>.md formats programs and records them' >&2; exit 1; }
	@$(py) -m ruff check --quiet $(programs)
	$(pytest) --codeblocks docs --codeblocks-changed -q

update: all-env hub ## format the programs, run them and record what they print; PAGE=docs/data/slicing.md: only those of one page
	$(py) -m ruff format $(programs)
	$(pytest) --codeblocks $(or $(PAGE),docs) --codeblocks-update -q

experiments: all-env hub ## run the experiments that changed and record their tables; NAME=tf_idf_curve: only that one
	$(py) -m nlpjourney.testing.experiments record $(NAME)

repeat: all-env hub ## repeat the complete recorded experiments (hours); NAME=tf_idf_curve: only that one
	$(py) -m nlpjourney.testing.experiments repeat $(NAME)

sweep: all-env hub ## run every block as other processors would (about an hour); writes reports/sweep/
	$(py) -m scripts.sweep

compatibility: all-env hub ## run the Markdown of all pages under stock pytest-codeblocks
	$(py) -m mkdocs build && $(py) -m scripts.compatibility

bench: all-env hub ## measure the suite, the site build, the pages and the search; prints the tables of benchmarks/README.md
	$(py) -m benchmarks $(EVERY)

pictures: all-env ## take the pictures of the site for README and for links to the site (after make test)
	$(py) -m scripts.screenshots site

lint: all-env ## ruff and mypy
	$(py) -m ruff check . && $(py) -m ruff format --check . && $(py) -m mypy

hub: all-env ## lay out the offline hub (models and data), or repair it
	$(py) -m nlpjourney hub build

drift: all-env hub ## run every block with the newest releases (they replace the pinned ones in .venv)
	sed -nE 's/^([A-Za-z][A-Za-z0-9_-]*).*/\1/p' requirements/*.in | xargs $(py) -m pip install --quiet --upgrade && rm .venv/.complete-all && $(py) -m scripts.drift

lock: ## pin requirements/*.in again (needs uv and PyTorch's CPU builds)
	cd requirements && $(lock) --universal site.in -o site.txt && $(lock) run.in -c site.txt -o run.txt && $(lock) test.in -c site.txt -c run.txt -o test.txt

clean: ## remove what was built; keeps .venv and the offline hub
	rm -rf site reports .cache docs/assets/web .mypy_cache .ruff_cache .pytest_cache

site-env:
	@$(python_is_there)
	@$(PYTHON) -m scripts.environment site && $(py) -m scripts.bundle

all-env:
	@$(python_is_there)
	@$(PYTHON) -m scripts.environment all && $(py) -m scripts.bundle --tests
