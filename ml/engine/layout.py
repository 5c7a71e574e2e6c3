"""From a trained CatBoost model to flat arrays, with the SHAP table of each tree."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from ml.engine.shap_tables import tree_shap_table
from ml.engine.trees import Trees

UNSEEN_CATEGORY = "\x00unseen"
"""Stands for any category that training did not have; CatBoost treats all of them alike."""

MOST_BORDERS = 255
MOST_SPLITS = 8
"""Bins and leaves are counted in 8 bits."""


class UnsupportedModelError(ValueError):
    """The model is not one that the engine can lay out; the text says why."""


def lay_out(
    model: CatBoostClassifier,
    categories: Mapping[str, tuple[str, ...]],
    missing_as: Mapping[str, float] | None = None,
    weights: Sequence[NDArray[np.float64]] | None = None,
) -> Trees:
    """Lay a trained model out, with its SHAP tables.

    Args:
        model: a binary CatBoost classifier trained with ``max_ctr_complexity=1``.
        categories: for each categorical feature the categories that have a code, in code order;
            one more code, the last, stands for all others.
        missing_as: for some numbers the value that a missing one is read as.
        weights: of each tree, the clients in each leaf whose mean is to be the base; by default as
            CatBoost counted them, which for statistics of categories is before these were final.

    Raises:
        UnsupportedModelError: a split reads several features, or trees are not oblivious.
    """
    exported = _export(model)
    names: list[str] = list(model.feature_names_)
    numbers, cats = _columns(exported, missing_as or {})
    right = _categories_going_right(model, names, cats, categories)
    builder = _Builder(numbers=numbers, cats=cats, ctr_owner=_ctr_owners(exported), right=right)
    for number, tree in enumerate(exported["oblivious_trees"]):
        builder.add(number, tree, None if weights is None else weights[number])
    scale, (bias,) = exported["scale_and_bias"]
    return builder.finish(scale=float(scale), bias=float(bias))


def _export(model: CatBoostClassifier) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        exported: dict[str, Any] = json.loads(path.read_text())
    if "oblivious_trees" not in exported:
        raise UnsupportedModelError("the engine wants oblivious trees (grow_policy SymmetricTree)")
    return exported


@dataclass(frozen=True)
class _Number:
    """A number: its index in the model's order, its borders, how many a missing one passes."""

    index: int
    borders: NDArray[np.float32]
    missing_passes: int


def _columns(
    exported: dict[str, Any], missing_as: Mapping[str, float]
) -> tuple[list[_Number], list[int]]:
    """The numbers, and for each category its index in the model's order."""
    info = exported["features_info"]
    numbers = [
        _Number(
            index=int(feature["flat_feature_index"]),
            borders=np.asarray(feature["borders"] or [], dtype=np.float32),
            missing_passes=_missing_passes(feature, missing_as),
        )
        for feature in sorted(info.get("float_features", []), key=lambda f: f["feature_index"])
    ]
    if any(len(number.borders) > MOST_BORDERS for number in numbers):
        raise UnsupportedModelError(f"a number has more than {MOST_BORDERS} borders")
    cats = [
        int(feature["flat_feature_index"])
        for feature in sorted(
            info.get("categorical_features", []), key=lambda f: f["feature_index"]
        )
    ]
    return numbers, cats


def _missing_passes(feature: dict[str, Any], missing_as: Mapping[str, float]) -> int:
    borders = np.asarray(feature["borders"] or [], dtype=np.float32)
    read_as = missing_as.get(feature["feature_id"])
    if read_as is not None:
        return int(np.searchsorted(borders, np.float32(read_as)))
    return len(borders) if feature["nan_value_treatment"] == "AsTrue" else 0


def _ctr_owners(exported: dict[str, Any]) -> list[int]:
    """Index among the categories of the feature behind each target statistic's split index.

    Splits are numbered numbers first, then one-hot values, then target statistics by border.
    """
    info = exported["features_info"]
    owners: list[int] = []
    for ctr in info.get("ctrs", []):
        elements = ctr["elements"]
        if len(elements) != 1 or "cat_feature_index" not in elements[0]:
            raise UnsupportedModelError(
                "a target statistic reads several features: train with max_ctr_complexity=1"
            )
        owners.extend([elements[0]["cat_feature_index"]] * len(ctr["borders"]))
    first = sum(len(feature["borders"] or []) for feature in info.get("float_features", []))
    first += sum(
        len(feature.get("values") or []) for feature in info.get("categorical_features", [])
    )
    return [-1] * first + owners


def _categories_going_right(
    model: CatBoostClassifier,
    names: list[str],
    cats: list[int],
    categories: Mapping[str, tuple[str, ...]],
) -> NDArray[np.int64]:
    """Leaf of each tree for each category code, shape [codes, T].

    A split on one category depends on nothing else, so asking CatBoost for the leaves of one
    client a code tells the way that every category goes, without its hashes and statistics.
    """
    if not cats:
        return np.zeros((1, model.tree_count_), dtype=np.int64)
    codes = 1 + max(len(categories[names[index]]) for index in cats)
    rows = []
    for code in range(codes):
        row: list[float | str] = [0.0] * len(names)
        for index in cats:
            known = categories[names[index]]
            row[index] = known[code] if code < len(known) else UNSEEN_CATEGORY
        rows.append(row)
    pool = Pool(rows, cat_features=cats, feature_names=names)
    return np.asarray(model.calc_leaf_indexes(pool), dtype=np.int64)


class _Builder:
    """Collects the arrays tree by tree."""

    def __init__(
        self,
        *,
        numbers: list[_Number],
        cats: list[int],
        ctr_owner: list[int],
        right: NDArray[np.int64],
    ) -> None:
        self.numbers, self.cats, self.ctr_owner, self.right = numbers, cats, ctr_owner, right
        self.planes: list[int] = []
        self.bins: list[int] = []
        self.category_rows: dict[tuple[int, bytes], int] = {}
        self.players: list[int] = []
        self.values: list[NDArray[np.float64]] = []
        self.tables: list[NDArray[np.float64]] = []
        self.starts: dict[str, list[int]] = {"split": [0], "leaf": [0], "player": [0], "shap": [0]}
        self.base = 0.0

    def add(self, number: int, tree: dict[str, Any], weights: NDArray[np.float64] | None) -> None:
        # CatBoost writes null for the splits of a tree that is one leaf.
        splits = tree["splits"] or ()
        if len(splits) > MOST_SPLITS:
            raise UnsupportedModelError(f"a tree is deeper than {MOST_SPLITS}")
        owners = [self._add_split(number, depth, split) for depth, split in enumerate(splits)]
        distinct = list(dict.fromkeys(owners))
        values = np.asarray(tree["leaf_values"], dtype=np.float64)
        table, mean = tree_shap_table(
            values,
            np.asarray(tree["leaf_weights"], dtype=np.float64) if weights is None else weights,
            np.asarray([distinct.index(owner) for owner in owners], dtype=np.int64),
        )
        self.base += mean
        self.players.extend(distinct)
        self.values.append(values)
        self.tables.append(table.T.ravel())
        for name, added in (
            ("split", len(owners)),
            ("leaf", len(values)),
            ("player", len(distinct)),
            ("shap", table.size),
        ):
            self.starts[name].append(self.starts[name][-1] + added)

    def _add_split(self, tree: int, depth: int, split: dict[str, Any]) -> int:
        """Add one split; its feature's index in the model's order."""
        if split["split_type"] == "FloatFeature":
            column: int = split["float_feature_index"]
            number = self.numbers[column]
            self.planes.append(column)
            self.bins.append(int(np.searchsorted(number.borders, np.float32(split["border"]))))
            return number.index
        column = (
            split["cat_feature_index"]
            if split["split_type"] == "OneHotFeature"
            else self.ctr_owner[split["split_index"]]
        )
        goes_right = (self.right[:, tree] >> depth & 1).astype(np.bool_)
        row = self.category_rows.setdefault((column, goes_right.tobytes()), len(self.category_rows))
        self.planes.append(len(self.numbers) + row)
        self.bins.append(0)
        return self.cats[column]

    def finish(self, *, scale: float, bias: float) -> Trees:
        lengths = [len(number.borders) for number in self.numbers]
        rows = [np.frombuffer(row, dtype=np.bool_) for _, row in self.category_rows]
        return Trees(
            border_start=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
            borders=np.concatenate([np.zeros(0, np.float32), *(n.borders for n in self.numbers)]),
            missing_passes=np.asarray([n.missing_passes for n in self.numbers], dtype=np.uint8),
            category_column=np.asarray(
                [column for column, _ in self.category_rows], dtype=np.int64
            ),
            category_goes_right=np.asarray(rows, dtype=np.bool_).reshape(-1, len(self.right)),
            split_start=np.asarray(self.starts["split"], dtype=np.int64),
            split_plane=np.asarray(self.planes, dtype=np.int64),
            split_bin=np.asarray(self.bins, dtype=np.uint8),
            leaf_start=np.asarray(self.starts["leaf"], dtype=np.int64),
            leaf_values=_joined(self.values) * scale,
            player_start=np.asarray(self.starts["player"], dtype=np.int64),
            player_feature=np.asarray(self.players, dtype=np.int64),
            shap_start=np.asarray(self.starts["shap"], dtype=np.int64),
            shap_values=_joined(self.tables) * scale,
            base=np.asarray([self.base * scale + bias]),
            bias=np.asarray([bias]),
        )


def _joined(parts: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate(parts) if parts else np.zeros(0)
