#!/bin/sh
# An environment of another Python beside .venv, in which the golden figures are computed again by the tests:
# `sh tools/other_python.sh 3.13`. It needs that Python on the machine, and .tools/uv, which ./test installs.
set -eu
cd "$(dirname "$0")/.."
version=${1:?which Python, such as 3.13}
python=$(ls "$HOME"/.pyenv/versions/"$version".*/bin/python 2>/dev/null | tail -n 1)  # pyenv's own command may refuse
python=${python:-$(command -v "python$version" || true)}
[ "$python" ] || { echo "There is no Python $version on this machine." >&2; exit 1; }
.tools/uv/bin/uv venv --quiet --clear --no-project --no-python-downloads --python "$python" ".venv-$version"
VIRTUAL_ENV=$PWD/.venv-$version .tools/uv/bin/uv pip install --quiet --require-hashes -r locks/run.txt
