"""Every feature, in the catalogue's order, with the tables that it needs."""

from __future__ import annotations

import narwhals as nw

from ml.features import application, bureau, habits, previous

GROUPS: tuple[tuple[frozenset[str], dict[str, nw.Expr]], ...] = (
    (frozenset(), application.FEATURES),
    (frozenset({"bureau_loans"}), bureau.FEATURES),
    (frozenset({"bureau_loans", "bureau_months"}), bureau.MONTH_FEATURES),
    (frozenset({"previous_loans"}), previous.FEATURES),
    (frozenset({"pos_months"}), habits.POS_FEATURES),
    (frozenset({"previous_loans", "pos_months"}), habits.OWED_FEATURES),
    (frozenset({"card_months"}), habits.CARD_FEATURES),
    (frozenset({"instalments"}), habits.INSTALMENT_FEATURES),
)
"""Tables beside the application, and the features that are missing where one of them is absent."""

NEEDS: dict[str, frozenset[str]] = {name: needs for needs, group in GROUPS for name in group}
"""The tables beside the application that each feature needs."""

EXPRESSIONS: dict[str, nw.Expr] = {name: e for _, group in GROUPS for name, e in group.items()}

CATEGORICAL: tuple[str, ...] = application.CATEGORIES
FEATURES: tuple[str, ...] = tuple(EXPRESSIONS)
