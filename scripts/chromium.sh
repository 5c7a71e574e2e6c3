#!/bin/sh
# The browser tests drive Debian's Chromium by Playwright, whose Node wants libatomic. Install them
# when we may; else say so and go on: those tests then skip (and fail where CI=true).
set -eu
here() { command -v chromium >/dev/null && /sbin/ldconfig -p | grep -q 'libatomic\.so\.1'; }
here && exit 0
wanted="chromium libatomic1 fonts-dejavu-core"
missing() {
    echo "$1 (apt-get install $wanted): the browser tests cannot run" >&2
    exit 0
}
command -v apt-get >/dev/null || missing "Chromium or libatomic is not installed, and apt-get is not here"
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    missing "Chromium or libatomic is not installed"
fi
echo "installing Debian's $wanted for the browser tests"
$as_root apt-get -qq update
# shellcheck disable=SC2086 # the list is meant to be split
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
    $wanted >/dev/null
