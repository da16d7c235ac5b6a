#!/bin/sh
# uv.sh VERSION ARGUMENTS...: run uv, the one on the PATH if it is there, else one of our own in .tools.
set -eu
version=$1
shift
# The system's own Python is built with every optimisation; one built from source on the way seldom is, and a club is a
# sixth slower on it. PYTHON or UV_PYTHON says otherwise.
own=${PYTHON:-/usr/bin/python3}
if [ -z "${UV_PYTHON:-}" ] && "$own" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
  export UV_PYTHON="$own"
fi
if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
  exec uv "$@"
fi
uv=.tools/uv/bin/uv
if [ ! -x "$uv" ]; then
  python=
  for candidate in "${PYTHON:-python3}" python3 python3.15 python3.14 python3.13 python3.12 python3.11 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      python=$candidate
      break
    fi
  done
  if [ -z "$python" ]; then
    echo "Python 3.11 or later is needed and was not found; install it, or say PYTHON=/path/to/python3." >&2
    exit 3
  fi
  rm -rf .tools/uv
  mkdir -p .tools
  # Debian parts venv and pip from Python: either of the two is enough.
  if "$python" -m venv .tools/uv >/dev/null 2>&1; then
    .tools/uv/bin/pip install --quiet --disable-pip-version-check "uv==$version"
  elif "$python" -m pip --version >/dev/null 2>&1; then
    rm -rf .tools/uv
    "$python" -m pip install --quiet --disable-pip-version-check --target .tools/uv "uv==$version"
  else
    rm -rf .tools/uv
    echo "Neither venv nor pip nor uv is here. On Debian or Ubuntu: apt-get install python3-venv" >&2
    exit 3
  fi
fi
exec "$uv" "$@"
