#!/bin/sh
# See to it that a browser is there for the tests of pages.
set -eu
there() { command -v "$1" >/dev/null 2>&1; }
fetch() { apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null; }
if there "${MOADON_CHROMIUM:-chromium-headless-shell}"; then exit 0; fi
may_fetch=
if [ "$(id -u)" = 0 ] && there apt-get; then may_fetch=1; fi
# The engine without windows takes about a fifth less processor over the same pages. Debian has it as a package of its own.
if [ "$may_fetch" ] && [ -z "${MOADON_CHROMIUM:-}" ] && grep -qs '^ID=debian' /etc/os-release; then
  echo "Chromium without windows, for the tests of pages"
  if fetch chromium-headless-shell; then exit 0; fi
fi
for name in chromium chromium-browser google-chrome; do
  if there "$name"; then exit 0; fi
done
if [ "$may_fetch" ]; then
  echo "Chromium, for the tests of pages"
  fetch chromium
  exit 0
fi
echo "The tests of pages need Chromium. Install it (Debian: apt-get install chromium), or set MOADON_CHROMIUM to it." >&2
exit 3
