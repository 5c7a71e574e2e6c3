#!/bin/sh
# Run every check, even after one has failed, and say at the end which did.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export DJANGO_DEBUG=1 DJANGO_SETTINGS_MODULE=portal.settings
failed=""

check() {
    name=$1
    shift
    printf '%s\n' "== $name"
    "$@" || failed="$failed $name"
}

schema() {
    made=$(mktemp)
    python manage.py spectacular --validate --fail-on-warn --file "$made" &&
        diff -u scoring/api/openapi.yaml "$made" ||
        { echo "scoring/api/openapi.yaml is not what the code says: python manage.py spectacular --file scoring/api/openapi.yaml"; rm -f "$made"; return 1; }
    rm -f "$made"
}

check style ruff check .
check format ruff format --check .
check types mypy .
check imports lint-imports
check templates sh -c 'find templates -name "*.html" -print0 | xargs -0 djade --check --target-version 5.2'
check django python manage.py check --fail-level WARNING
check migrations python manage.py makemigrations --check --dry-run
check schema schema
check translations python manage.py translations check

if [ -n "$failed" ]; then
    echo "failed:$failed"
    exit 1
fi
echo "all checks passed"
