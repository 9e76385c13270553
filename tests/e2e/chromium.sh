#!/usr/bin/env bash
# Finds a Chromium for the browser tests, or installs Debian's.
set -euo pipefail

for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done

if command -v apt-get >/dev/null; then
  if [ "$(id -u)" = 0 ]; then as_root=(); else as_root=(sudo -n); fi
  echo "Chromium is missing: installing Debian's package"
  if "${as_root[@]}" apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq chromium >/dev/null; then
    exit 0
  fi
fi

echo "The browser tests need Chromium, and it could not be installed here." >&2
echo "Install it (Debian, Ubuntu: sudo apt-get install chromium), or set CHROMIUM=/path/to/it." >&2
exit 1
