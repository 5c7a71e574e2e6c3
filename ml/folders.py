"""Temporary folders that no run leaves for good, and results that are whole or not there."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LOCK = "in-use"
"""Locked as long as the folder's run lives, however that ends."""


@contextlib.contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """A folder for the block, gone after it.

    What runs that were killed hard have left under the same prefix is removed first.
    """
    _sweep(prefix)
    # Nobody sweeps it under this name: it gets the other once it is locked.
    made = Path(tempfile.mkdtemp(prefix=f".{prefix}"))
    folder = made.with_name(made.name.removeprefix("."))
    try:
        with _locked(made):
            made.rename(folder)
            yield folder
    finally:
        for path in (made, folder):
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[IO[bytes]]:
    with (folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def _sweep(prefix: str) -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        # One without a lock is being made just now, or is not ours.
        with contextlib.suppress(OSError), (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def appearing_whole(out: Path) -> Iterator[Path]:
    """Where to write what is to be at ``out``: it gets there when the block ends well.

    Otherwise nothing is left; what a run that was killed hard has left is removed. ``out`` may be
    a file, then it replaces an older one, or a folder that is not there or empty.
    """
    unfinished = out.with_name(f".{out.stem}.unfinished{out.suffix}")
    _remove(unfinished)
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield unfinished
        if out.is_dir():
            out.rmdir()
        unfinished.replace(out)
    finally:
        _remove(unfinished)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def is_disk_full(error: BaseException) -> bool:
    """Whether an error, however a library dresses it, says that there is no room left."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return os.strerror(errno.ENOSPC) in str(error)


def disk_full_text() -> str:
    """What to say then, for people."""
    return (
        f"no room left on the disk; make room, also in {tempfile.gettempdir()} (TMPDIR names "
        "another folder for what is temporary), and run it again: nothing half-done was kept"
    )
