#!/bin/sh
# Make .venv (when it is not there) and install one file of pinned requirements into it.
set -eu
cd "$(dirname "$0")/.."
requirements=$1
python=${PYTHON:-python3.11}

stop() { printf '%s\n' "$@" >&2; exit 1; }

install_debian() {
    # Only root installs, only where apt-get is; anybody else is told what is missing.
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "installing Debian's $*"
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install "$@" >/dev/null
}

if ! command -v "$python" >/dev/null; then
    install_debian python3.11 || stop "$python is not here. Python 3.11 is needed: apt-get install python3.11 python3.11-venv," \
        "or name one: make demo PYTHON=/path/to/python3.11"
fi
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
    stop "$python is $("$python" --version); Python 3.11 is needed: make demo PYTHON=/path/to/python3.11"

if [ ! -x .venv/bin/pip ]; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_debian python3.11-venv ||
            stop "Python's venv module is not here. As root: apt-get install python3.11-venv"
    fi
    echo "making .venv"
    rm -rf .venv
    "$python" -m venv .venv
fi
echo "installing $requirements"
.venv/bin/pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: --no-compile -r "$requirements"
