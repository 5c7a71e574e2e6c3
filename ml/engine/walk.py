"""The compiled loops: blocks of clients through all trees.

A block is first turned into planes of 8 bits: for each number the count of the model's borders
below it, for each categorical split 1 or 0. Every split is then ``plane > bin`` over the block,
which the compiler vectorises, and each tree's tables stay in the cache for the whole block.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from ml.engine.trees import Trees

BLOCK = 256
"""Clients that walk the trees together."""


@njit(cache=True, nogil=True)
def _planes(  # type: ignore[no-untyped-def]
    numbers, codes, border_start, borders, missing_passes, category_column, goes_right, planes
):
    """Fill ``planes`` [P, block], numbers before categorical splits."""
    clients = len(numbers)
    count = len(border_start) - 1
    for column in range(count):
        first, last = border_start[column], border_start[column + 1]
        for client in range(clients):
            value = numbers[client, column]
            if np.isnan(value):
                planes[column, client] = missing_passes[column]
            else:
                low, high = first, last
                while low < high:
                    middle = (low + high) // 2
                    if value > borders[middle]:
                        low = middle + 1
                    else:
                        high = middle
                planes[column, client] = low - first
    for row in range(len(category_column)):
        column = category_column[row]
        for client in range(clients):
            planes[count + row, client] = goes_right[row, codes[client, column]]


@njit(cache=True, nogil=True)
def _leaves(planes, clients, first, last, split_plane, split_bin, leaves):  # type: ignore[no-untyped-def]
    """The leaf that each client of the block reaches in one tree."""
    for client in range(clients):
        leaves[client] = 0
    for split in range(first, last):
        plane = planes[split_plane[split]]
        bound = split_bin[split]
        bit = np.uint8(1 << (split - first))
        for client in range(clients):
            leaves[client] |= bit if plane[client] > bound else np.uint8(0)


@njit(cache=True, nogil=True)
def _walk_block(  # type: ignore[no-untyped-def]
    numbers, codes, border_start, borders, missing_passes, category_column, goes_right,
    split_start, split_plane, split_bin, leaf_start, leaf_values, player_start, player_feature,
    shap_start, shap_values, log_odds, contributions,
):  # fmt: skip
    """Add one block's log-odds and, unless ``contributions`` [m, block] has no row, these too."""
    clients = len(numbers)
    planes = np.empty((len(border_start) - 1 + len(category_column), clients), dtype=np.uint8)
    leaves = np.empty(clients, dtype=np.uint8)
    _planes(
        numbers, codes, border_start, borders, missing_passes, category_column, goes_right, planes
    )
    explain = len(contributions) > 0
    for tree in range(len(split_start) - 1):
        _leaves(
            planes,
            clients,
            split_start[tree],
            split_start[tree + 1],
            split_plane,
            split_bin,
            leaves,
        )
        start = leaf_start[tree]
        for client in range(clients):
            log_odds[client] += leaf_values[start + leaves[client]]
        if explain:
            size = leaf_start[tree + 1] - start
            for player in range(player_start[tree], player_start[tree + 1]):
                added = contributions[player_feature[player]]
                table = shap_start[tree] + (player - player_start[tree]) * size
                for client in range(clients):
                    added[client] += shap_values[table + leaves[client]]


@njit(cache=True, nogil=True, parallel=True)
def _walk(  # type: ignore[no-untyped-def]
    numbers, codes, border_start, borders, missing_passes, category_column, goes_right,
    split_start, split_plane, split_bin, leaf_start, leaf_values, player_start, player_feature,
    shap_start, shap_values, log_odds, contributions, block,
):  # fmt: skip
    clients = len(numbers)
    for part in prange((clients + block - 1) // block):
        begin, end = part * block, min((part + 1) * block, clients)
        # Each block adds up in its own small array: the cache holds it, and the sum's order is the
        # same whatever the number of clients.
        added = np.zeros((len(contributions), end - begin))
        _walk_block(
            numbers[begin:end], codes[begin:end], border_start, borders, missing_passes,
            category_column, goes_right, split_start, split_plane, split_bin, leaf_start,
            leaf_values, player_start, player_feature, shap_start, shap_values,
            log_odds[begin:end], added,
        )  # fmt: skip
        contributions[:, begin:end] = added


def walk(
    trees: Trees, numbers: NDArray[np.float32], codes: NDArray[np.int32], *, features: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Send clients through the trees.

    Args:
        trees: the model.
        numbers: C-ordered, NaN where missing, shape [n, numeric features].
        codes: category codes, shape [n, categorical features].
        features: m, how many features to give contributions for, or 0 for none.

    Returns:
        Log-odds of default, shape [n], and contributions to them, shape [n, m].
    """
    log_odds = np.full(len(numbers), trees.bias[0])
    contributions = np.zeros((features, len(numbers)))
    arrays = (
        numbers,
        codes,
        trees.border_start,
        trees.borders,
        trees.missing_passes,
        trees.category_column,
        trees.category_goes_right,
        trees.split_start,
        trees.split_plane,
        trees.split_bin,
        trees.leaf_start,
        trees.leaf_values,
        trees.player_start,
        trees.player_feature,
        trees.shap_start,
        trees.shap_values,
        log_odds,
        contributions,
    )
    if len(numbers) <= BLOCK:
        # Waking threads costs more than one block's walk.
        _walk_block(*arrays)
    else:
        _walk(*arrays, BLOCK)
    return log_odds, contributions.T
