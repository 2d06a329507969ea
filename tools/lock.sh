#!/usr/bin/env bash
# Writes requirements.lock and requirements-dev.lock from pyproject.toml: exact pins with hashes, for Linux and
# Windows alike. uv resolves for all platforms at once; pip-compile would drop what only Windows needs.
# Usage: tools/lock.sh [--upgrade | --upgrade-package NAME]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

maker=$(mktemp -d)
trap 'rm -rf "$maker"' EXIT
python3.11 -m venv "$maker/venv"
"$maker/venv/bin/python" -m pip install --quiet uv==0.13.9

compile() {
    "$maker/venv/bin/uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet "$@"
}
compile --output-file requirements.lock "$@"
compile --group dev --constraints requirements.lock --output-file requirements-dev.lock "$@"
