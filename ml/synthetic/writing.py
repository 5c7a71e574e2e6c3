"""Writes tables to CSV files piece by piece."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import polars as pl


class Tables:
    """CSV files of a folder, each with its header once; finished files replace older ones.

    A context manager: what is written has the ending ``.part`` until all is done.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, BinaryIO] = {}

    def __enter__(self) -> Tables:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def write(self, name: str, rows: pl.DataFrame) -> None:
        """Add rows to ``name``.csv."""
        new = name not in self._files
        if new:
            self._files[name] = self._part(name).open("wb")
        rows.write_csv(self._files[name], include_header=new)

    def _part(self, name: str) -> Path:
        return self._folder / f"{name}.csv.part"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name, file in self._files.items():
            file.close()
            if kind is None:
                self._part(name).replace(self._folder / f"{name}.csv")
            else:
                self._part(name).unlink()
