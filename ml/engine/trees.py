"""A CatBoost model in flat arrays: splits, leaf values and the SHAP vector of each leaf."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from ml.engine.shap_tables import tree_shap_table

MISSING_CATEGORY = "missing"
"""How a missing category is told to CatBoost: a category of its own, never another one's."""
UNSEEN_CATEGORY = "\x00unseen"
"""Stands for any category that training did not have; CatBoost treats all of them alike."""


class UnsupportedModelError(ValueError):
    """The model has splits that read more than one feature, or is not one of oblivious trees."""


@dataclass(frozen=True)
class Trees:
    """Arrays of a forest of T trees with S splits and L leaves in all.

    Attributes:
        split_start: where each tree's splits start, shape [T + 1].
        split_feature: column of the split's feature among the numbers, or among the categories
            where ``split_category_row`` is not negative, shape [S].
        split_border: a number above it goes right, shape [S], float32 as CatBoost compares.
        split_missing_right: whether a missing number goes right, shape [S].
        split_category_row: row in ``category_goes_right``, or -1 for a number, shape [S].
        category_goes_right: for each categorical split and category code, shape [C, codes].
        leaf_start: where each tree's leaves start, shape [T + 1].
        leaf_values: in log-odds, shape [L].
        player_start: where each tree's distinct features start, shape [T + 1].
        player_feature: feature index in the model's order.
        shap_start: where each tree's SHAP table starts, shape [T + 1].
        shap_values: tables [leaves, features] of all trees one after the other, in log-odds.
        base: the average client's log-odds, shape [1].
        bias: log-odds before any tree, shape [1].
    """

    split_start: NDArray[np.int64]
    split_feature: NDArray[np.int64]
    split_border: NDArray[np.float32]
    split_missing_right: NDArray[np.bool_]
    split_category_row: NDArray[np.int64]
    category_goes_right: NDArray[np.bool_]
    leaf_start: NDArray[np.int64]
    leaf_values: NDArray[np.float64]
    player_start: NDArray[np.int64]
    player_feature: NDArray[np.int64]
    shap_start: NDArray[np.int64]
    shap_values: NDArray[np.float64]
    base: NDArray[np.float64]
    bias: NDArray[np.float64]

    def save(self, path: Path) -> None:
        """Write the arrays as an uncompressed .npz."""
        with path.open("wb") as file:
            np.savez(file, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Trees:
        """Read what ``save`` wrote; nothing in it can run code."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    @property
    def nbytes(self) -> int:
        """Memory of all arrays, in bytes."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))


def lay_out(model: CatBoostClassifier, categories: dict[str, tuple[str, ...]]) -> Trees:
    """Lay a trained model out, with its SHAP tables.

    Args:
        model: a binary CatBoost classifier trained with ``max_ctr_complexity=1``.
        categories: for each categorical feature the categories that have a code, in code order;
            one more code, the last, stands for all others.

    Raises:
        UnsupportedModelError: a split reads several features, or trees are not oblivious.
    """
    exported = _export(model)
    names: list[str] = list(model.feature_names_)
    floats, cats = _columns(exported)
    right = _categories_going_right(model, names, cats, categories)
    builder = _Builder(floats=floats, cats=cats, ctr_owner=_ctr_owners(exported), right=right)
    for number, tree in enumerate(exported["oblivious_trees"]):
        builder.add(number, tree)
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


def _columns(
    exported: dict[str, Any],
) -> tuple[list[tuple[int, bool]], list[int]]:
    """For each number (flat index, missing goes right), for each category its flat index."""
    info = exported["features_info"]
    floats = [
        (feature["flat_feature_index"], feature["nan_value_treatment"] == "AsTrue")
        for feature in sorted(info.get("float_features", []), key=lambda f: f["feature_index"])
    ]
    cats = [
        feature["flat_feature_index"]
        for feature in sorted(
            info.get("categorical_features", []), key=lambda f: f["feature_index"]
        )
    ]
    return floats, cats


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
    categories: dict[str, tuple[str, ...]],
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
        floats: list[tuple[int, bool]],
        cats: list[int],
        ctr_owner: list[int],
        right: NDArray[np.int64],
    ) -> None:
        self.floats, self.cats, self.ctr_owner, self.right = floats, cats, ctr_owner, right
        self.feature: list[int] = []
        self.border: list[float] = []
        self.missing_right: list[bool] = []
        self.category_row: list[int] = []
        self.goes_right: list[NDArray[np.bool_]] = []
        self.players: list[int] = []
        self.values: list[NDArray[np.float64]] = []
        self.tables: list[NDArray[np.float64]] = []
        self.starts: dict[str, list[int]] = {"split": [0], "leaf": [0], "player": [0], "shap": [0]}
        self.base = 0.0

    def add(self, number: int, tree: dict[str, Any]) -> None:
        owners = [
            self._add_split(number, depth, split) for depth, split in enumerate(tree["splits"] or ())
        ]
        distinct = list(dict.fromkeys(owners))
        values = np.asarray(tree["leaf_values"], dtype=np.float64)
        table, mean = tree_shap_table(
            values,
            np.asarray(tree["leaf_weights"], dtype=np.float64),
            np.asarray([distinct.index(owner) for owner in owners], dtype=np.int64),
        )
        self.base += mean
        self.players.extend(distinct)
        self.values.append(values)
        self.tables.append(table.ravel())
        for name, added in (
            ("split", len(owners)),
            ("leaf", len(values)),
            ("player", len(distinct)),
            ("shap", table.size),
        ):
            self.starts[name].append(self.starts[name][-1] + added)

    def _add_split(self, number: int, depth: int, split: dict[str, Any]) -> int:
        """Add one split; its feature's index in the model's order."""
        if split["split_type"] == "FloatFeature":
            column = split["float_feature_index"]
            owner, missing_right = self.floats[column]
            row, border = -1, split["border"]
        else:
            column = (
                split["cat_feature_index"]
                if split["split_type"] == "OneHotFeature"
                else self.ctr_owner[split["split_index"]]
            )
            owner, missing_right = self.cats[column], False
            row, border = len(self.goes_right), 0.0
            self.goes_right.append((self.right[:, number] >> depth & 1).astype(np.bool_))
        self.feature.append(column)
        self.border.append(border)
        self.missing_right.append(missing_right)
        self.category_row.append(row)
        return owner

    def finish(self, *, scale: float, bias: float) -> Trees:
        codes = len(self.right)
        return Trees(
            split_start=np.asarray(self.starts["split"], dtype=np.int64),
            split_feature=np.asarray(self.feature, dtype=np.int64),
            split_border=np.asarray(self.border, dtype=np.float32),
            split_missing_right=np.asarray(self.missing_right, dtype=np.bool_),
            split_category_row=np.asarray(self.category_row, dtype=np.int64),
            category_goes_right=np.asarray(self.goes_right, dtype=np.bool_).reshape(-1, codes),
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
