"""Runs one of Django's commands, and says in a sentence what ended it from outside."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pghistory
from django.core.management import execute_from_command_line
from django.db import OperationalError
from polars.exceptions import PolarsError

from ml.folders import disk_full_text, is_disk_full

WRITING = frozenset(
    {
        "import_records", "register_model", "score_portfolio", "create_api_key", "revoke_api_key",
        "createsuperuser", "changepassword", "shell",
    }
)  # fmt: skip
"""Commands that change records."""
STOPPED = 130
"""The exit code after Ctrl-C, as shells have it."""


def run(arguments: Sequence[str]) -> int:
    """Run the command of ``sys.argv``; its exit code."""
    name = arguments[1] if len(arguments) > 1 else "manage.py"
    try:
        with _told(name):
            execute_from_command_line(list(arguments))
    except KeyboardInterrupt:
        return _said(name, "stopped; what was not finished is not kept", STOPPED)
    except OperationalError as error:
        if is_disk_full(error):
            return _said(name, "the database's disk is full; nothing half-done was kept")
        reason = str(error).strip().splitlines()[0]
        # Without a code of its own the database has not answered at all.
        answered = getattr(error.__cause__, "pgcode", None) is not None
        what = "the database refused" if answered else "the database cannot be reached"
        return _said(name, f"{what}: {reason}. Nothing half-done was kept")
    except (OSError, PolarsError) as error:
        if not is_disk_full(error):
            raise
        return _said(name, disk_full_text())
    return 0


def _told(name: str) -> AbstractContextManager[Any]:
    """History says which command changed records."""
    return pghistory.context(command=name) if name in WRITING else nullcontext()


def _said(name: str, sentence: str, code: int = 1) -> int:
    print(f"{name}: {sentence}", file=sys.stderr)
    return code
