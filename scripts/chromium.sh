#!/bin/sh
# The browser tests drive Debian's Chromium. Install it when we may; else say so and go on: those
# tests then skip (and fail where CI=true).
set -eu
command -v chromium >/dev/null && exit 0
if ! command -v apt-get >/dev/null; then
    echo "Chromium is not installed and apt-get is not here: the browser tests will be skipped" >&2
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Chromium is not installed (apt-get install chromium): the browser tests will be skipped" >&2
    exit 0
fi
echo "installing Debian's chromium for the browser tests"
$as_root apt-get -qq update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
    chromium fonts-dejavu-core >/dev/null
