"""The compiled loops: clients through trees."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from ml.engine.trees import Trees

BLOCK = 128
"""Clients that walk a tree together, so that its tables are read once for all of them."""


@njit(cache=True, nogil=True)
def _leaf(  # type: ignore[no-untyped-def]
    numbers, codes, tree, split_start, split_feature, border, missing_right, category_row, right
):
    leaf = 0
    first = split_start[tree]
    for split in range(first, split_start[tree + 1]):
        row = category_row[split]
        if row >= 0:
            goes = right[row, codes[split_feature[split]]]
        else:
            value = numbers[split_feature[split]]
            # A missing number compares false to everything.
            goes = value > border[split] or (missing_right[split] and value != value)
        if goes:
            leaf |= 1 << (split - first)
    return leaf


@njit(cache=True, nogil=True, parallel=True)
def _predict(  # type: ignore[no-untyped-def]
    numbers, codes, split_start, split_feature, border, missing_right, category_row, right,
    leaf_start, leaf_values, bias, block,
):  # fmt: skip
    clients = len(numbers)
    result = np.full(clients, bias)
    for part in prange((clients + block - 1) // block):
        for tree in range(len(split_start) - 1):
            for client in range(part * block, min((part + 1) * block, clients)):
                leaf = _leaf(
                    numbers[client], codes[client], tree, split_start, split_feature, border,
                    missing_right, category_row, right,
                )  # fmt: skip
                result[client] += leaf_values[leaf_start[tree] + leaf]
    return result


@njit(cache=True, nogil=True)
def _explain_block(  # type: ignore[no-untyped-def]
    numbers, codes, split_start, split_feature, border, missing_right, category_row, right,
    leaf_start, leaf_values, player_start, player_feature, shap_start, shap_values,
    log_odds, contributions,
):  # fmt: skip
    for tree in range(len(split_start) - 1):
        first = player_start[tree]
        players = player_start[tree + 1] - first
        for client in range(len(numbers)):
            leaf = _leaf(
                numbers[client], codes[client], tree, split_start, split_feature, border,
                missing_right, category_row, right,
            )  # fmt: skip
            log_odds[client] += leaf_values[leaf_start[tree] + leaf]
            row = shap_start[tree] + leaf * players
            for player in range(players):
                contributions[client, player_feature[first + player]] += shap_values[row + player]


@njit(cache=True, nogil=True, parallel=True)
def _explain(  # type: ignore[no-untyped-def]
    numbers, codes, split_start, split_feature, border, missing_right, category_row, right,
    leaf_start, leaf_values, player_start, player_feature, shap_start, shap_values,
    bias, features, block,
):  # fmt: skip
    clients = len(numbers)
    log_odds = np.full(clients, bias)
    contributions = np.zeros((clients, features))
    for part in prange((clients + block - 1) // block):
        begin, end = part * block, min((part + 1) * block, clients)
        _explain_block(
            numbers[begin:end], codes[begin:end], split_start, split_feature, border,
            missing_right, category_row, right, leaf_start, leaf_values, player_start,
            player_feature, shap_start, shap_values, log_odds[begin:end],
            contributions[begin:end],
        )  # fmt: skip
    return log_odds, contributions


def predict(
    trees: Trees, numbers: NDArray[np.float32], codes: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Log-odds of default, shape [n]."""
    result: NDArray[np.float64] = _predict(
        numbers, codes, *_splits(trees), trees.leaf_start, trees.leaf_values, trees.bias[0], BLOCK
    )
    return result


def explain(
    trees: Trees, numbers: NDArray[np.float32], codes: NDArray[np.int32], *, features: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-odds of default, shape [n], and contributions to them, shape [n, features]."""
    tables = (
        trees.leaf_start,
        trees.leaf_values,
        trees.player_start,
        trees.player_feature,
        trees.shap_start,
        trees.shap_values,
    )
    if len(numbers) <= BLOCK:
        # Waking threads costs more than one block's walk.
        log_odds = np.full(len(numbers), trees.bias[0])
        contributions = np.zeros((len(numbers), features))
        _explain_block(numbers, codes, *_splits(trees), *tables, log_odds, contributions)
        return log_odds, contributions
    log_odds, contributions = _explain(
        numbers, codes, *_splits(trees), *tables, trees.bias[0], features, BLOCK
    )
    return log_odds, contributions


def _splits(trees: Trees) -> tuple[NDArray[np.generic], ...]:
    return (
        trees.split_start,
        trees.split_feature,
        trees.split_border,
        trees.split_missing_right,
        trees.split_category_row,
        trees.category_goes_right,
    )
