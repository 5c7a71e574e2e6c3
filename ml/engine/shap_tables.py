"""SHAP values of a tree by leaf, computed once when the bundle is made.

CatBoost's trees are oblivious: all clients pass the same splits, so the path-dependent SHAP values
(Lundberg, Erion & Lee, "Consistent Individualized Feature Attribution for Tree Ensembles", 2018)
that one tree gives depend only on the leaf reached. A tree of depth 6 has at most 6 features, so
all subsets of them can be gone through.

Constraints put values into leaves that no training client reached. A new client may reach them, so
such a leaf has its own value like any other; only what "on average" means inside a branch without
training clients is a choice: both sides count alike there.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray


def tree_shap_table(
    leaf_values: NDArray[np.float64],
    leaf_weights: NDArray[np.float64],
    players: NDArray[np.int64],
) -> tuple[NDArray[np.float64], float]:
    """The SHAP vector of each leaf of one oblivious tree.

    The value of a set S of features at a leaf is the mean of the tree's leaves when the splits on S
    go the leaf's way and the others go both ways, weighted by the training clients that went there;
    splits are walked from the last to the first, as CatBoost does. Inside a branch without training
    clients, both sides of a split weigh the same. So the table's rows add up to the leaf's value
    less the tree's mean, in every leaf, and the mean is that of the training clients.

    Args:
        leaf_values: shape [2^depth]; bit d of the index is split d.
        leaf_weights: training weight in each leaf, shape [2^depth].
        players: for each split, which of the tree's k distinct features it reads, 0 to k-1,
            shape [depth].

    Returns:
        SHAP values, shape [2^depth, k], and the tree's mean.
    """
    depth = len(players)
    count = int(players.max()) + 1 if depth else 0
    node_weights = [leaf_weights]
    for _ in range(depth):
        node_weights.append(node_weights[-1].reshape(-1, 2).sum(axis=1))
    values = _coalition_values(
        leaf_values,
        np.concatenate(node_weights[::-1]),
        players.astype(np.int64),
        count,
    )
    table = np.zeros((len(leaf_values), count))
    sizes = np.array([subset.bit_count() for subset in range(2**count)])
    for player in range(count):
        without = np.flatnonzero([not subset >> player & 1 for subset in range(2**count)])
        shares = np.array(
            [
                math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
                for size in sizes[without]
            ]
        )
        table[:, player] = shares @ (values[without | 1 << player] - values[without])
    return table, float(values[0, 0])


@njit(cache=True)
def _coalition_values(
    leaf_values: NDArray[np.float64],
    node_weights: NDArray[np.float64],
    players: NDArray[np.int64],
    count: int,
) -> NDArray[np.float64]:
    """v(S) at each leaf, shape [2^count, 2^depth]; node weights run from the root down."""
    depth = len(players)
    leaves = len(leaf_values)
    result = np.empty((2**count, leaves))
    values = np.empty(leaves)
    for subset in range(2**count):
        for leaf in range(leaves):
            values[:] = leaf_values
            for level in range(depth - 1, -1, -1):
                split = depth - 1 - level
                chosen = subset >> players[split] & 1
                bit = leaf >> split & 1
                for node in range(1 << level):
                    weight = node_weights[(1 << level) - 1 + node]
                    left = node_weights[(2 << level) - 1 + 2 * node]
                    right = node_weights[(2 << level) + 2 * node]
                    if chosen:
                        values[node] = values[2 * node + bit]
                    elif weight > 0:
                        values[node] = (
                            values[2 * node] * left + values[2 * node + 1] * right
                        ) / weight
                    else:
                        values[node] = (values[2 * node] + values[2 * node + 1]) / 2
            result[subset, leaf] = values[0]
    return result
