#!/bin/sh
# See to it that a browser is there for the tests of pages.
set -eu
for name in "${MOADON_CHROMIUM:-chromium}" chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Chromium, for the tests of pages"
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
  exit 0
fi
echo "The tests of pages need Chromium. Install it (Debian: apt-get install chromium), or set MOADON_CHROMIUM to it." >&2
exit 3
