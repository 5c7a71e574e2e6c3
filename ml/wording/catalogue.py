"""The catalogue of features, columns and categories, read once from ``ml/catalogue.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ml.wording.catalogue_file import load
from ml.wording.entries import LANGUAGES, Catalogue, Entry, Theme, check_language

__all__ = [
    "CATALOGUE", "LANGUAGES", "THEMES", "Entry", "catalogue", "category_label", "column_label",
    "input_label",
]  # fmt: skip


@cache
def catalogue() -> Catalogue:
    """The project's catalogue, read once a process."""
    return load()


CATALOGUE: Mapping[str, Entry] = catalogue().entries
"""Every feature's entry, in the features' order; then those that no model reads any more."""

THEMES: Mapping[str, Theme] = catalogue().themes
"""The themes, in the order in which they are shown."""


def category_label(column: str, value: str, language: str) -> str:
    """What a category's value is called, e.g. ``("contract", "cash", "fr")``.

    :raises KeyError: the column or the value is not in the catalogue.
    """
    return catalogue().categories[column][value][language]


def column_label(table: str, column: str, language: str) -> str:
    """What a column is called; an application's column that is a feature has the feature's label.

    :raises KeyError: the catalogue does not name it.
    """
    check_language(language)
    named = catalogue().columns.get(table, {}).get(column)
    if named is not None:
        return named[language]
    if table != "application":
        raise KeyError((table, column))
    entry = CATALOGUE.get(column)
    return entry.label[language] if entry is not None else _series_label(column, language)


def input_label(name: str, language: str) -> str:
    """What an input is called: by its own words, or as the column that it is.

    :raises KeyError: there is no such input.
    """
    check_language(language)
    named = catalogue().inputs.get(name)
    return named[language] if named is not None else column_label("application", name, language)


_DOCUMENT = re.compile(r"document_(\d+)")
_BUILDING = re.compile(r"building_(\w+)_(mean|mode|median)")


def _series_label(column: str, language: str) -> str:
    series = catalogue().series
    if document := _DOCUMENT.fullmatch(column):
        return str(series["document"][language]).format(number=document[1])
    if building := _BUILDING.fullmatch(column):
        return str(series["building"][language]).format(
            measure=series["measures"][building[1]][language],
            statistic=series["statistics"][building[2]][language],
        )
    message = f"application.{column} has no label"
    raise KeyError(message)
