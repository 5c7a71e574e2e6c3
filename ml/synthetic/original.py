"""Original files as they are: their own names, labels and sentinels."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl

from ml.errors import DataError, Wrong
from ml.home_credit.files import file_problem, locate


def read_original(path: Path, stem: str) -> pl.DataFrame:
    """The table of the file ``stem`` (lower case, no ending) in a folder or zip, types inferred."""
    for source in locate(path):
        if Path(source.name).name.lower().split(".")[0] != stem:
            continue
        if source.member is None:
            return _parse(source.path, source.name)
        with zipfile.ZipFile(source.path) as archive:
            return _parse(archive.read(source.member), source.name)
    raise DataError([file_problem(path.name, f"no {stem} in it", Wrong.NO_FILE)])


def _parse(file: Path | bytes, name: str) -> pl.DataFrame:
    if name.lower().endswith(".parquet"):
        return pl.read_parquet(file)
    return pl.read_csv(file, infer_schema_length=None)
