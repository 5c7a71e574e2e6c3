"""The descriptive columns of earlier applications, in keeping with what was asked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.synthetic.clients import pick
from ml.synthetic.copula import Floats

_GOODS = {
    "Mobile": 0.3, "Consumer Electronics": 0.165, "Computers": 0.145, "Audio/Video": 0.135,
    "Furniture": 0.075, "Clothing and Accessories": 0.038, "Construction Materials": 0.037,
    "Photo / Cinema Equipment": 0.033, "Auto Accessories": 0.012, "Jewelry": 0.01,
    "Homewares": 0.008, "Medical Supplies": 0.006, "Vehicles": 0.005, "Gardening": 0.004,
    "Sport and Leisure": 0.004, "Tourism": 0.003, "Office Appliances": 0.003, "Other": 0.002,
}  # fmt: skip
_INDUSTRY = {
    "Mobile": "Connectivity", "Furniture": "Furniture", "Clothing and Accessories": "Clothing",
    "Construction Materials": "Construction", "Auto Accessories": "Auto technology",
    "Jewelry": "Jewelry", "Vehicles": "Auto technology", "Tourism": "Tourism",
    "Gardening": "Construction", "Homewares": "Industry", "Medical Supplies": "Industry",
}  # fmt: skip
_PURPOSES = {
    "XNA": 0.9, "Repairs": 0.033, "Other": 0.02, "Urgent needs": 0.013, "Buying a used car": 0.005,
    "Everyday expenses": 0.004, "Building a house or an annex": 0.004, "Medicine": 0.003,
    "Payments on other loans": 0.004, "Education": 0.002, "Journey": 0.002,
}  # fmt: skip
_REASONS = {"HC": 0.57, "LIMIT": 0.19, "SCO": 0.125, "SCOFR": 0.04, "VERIF": 0.012, "XNA": 0.02}
_SUITES = {
    "Unaccompanied": 0.595, "Family": 0.245, "Spouse, partner": 0.08, "Children": 0.04,
    "Other_B": 0.02, "Other_A": 0.01, "Group of people": 0.003,
}  # fmt: skip
_DAYS = {
    "MONDAY": 0.15, "TUESDAY": 0.153, "WEDNESDAY": 0.155, "THURSDAY": 0.149, "FRIDAY": 0.151,
    "SATURDAY": 0.144, "SUNDAY": 0.098,
}  # fmt: skip
_YIELDS = np.array(["low_action", "low_normal", "middle", "high"], dtype=object)


def label(drawn: dict[str, Any], risk: Floats, rng: np.random.Generator) -> None:
    """Add the descriptive columns to drawn earlier applications."""
    size = len(drawn["kind"])
    cash, consumer, card = (drawn["kind"] == kind for kind in (0, 1, 2))
    refused = drawn["status"] == 1
    bare = drawn["bare"]

    def text(value: str) -> NDArray[Any]:
        return np.full(size, value, dtype=object)

    goods = np.where(consumer, pick(_GOODS, size, rng), "XNA").astype(object)
    industry = np.array(
        [_INDUSTRY.get(item, "Consumer electronics") for item in goods], dtype=object
    )
    sale = np.where(rng.random(size) < 0.75, "x-sell", "walk-in").astype(object)
    known = np.where(drawn["decided"] > -1200, 0.85, 0.55)
    repeat = rng.random(size) < known
    channel = np.where(
        consumer,
        pick({"Country-wide": 0.6, "Stone": 0.26, "Regional / Local": 0.14}, size, rng),
        pick({"Credit and cash offices": 0.85, "Contact center": 0.09, "AP+ (Cash loan)": 0.06}, size, rng),
    )  # fmt: skip
    reasons = _reasons(risk, rng)
    drawn.update(
        WEEKDAY_APPR_PROCESS_START=pick(_DAYS, size, rng),
        HOUR_APPR_PROCESS_START=np.clip(np.round(rng.normal(12.5, 3.3, size)), 0, 23).astype(np.int64),
        FLAG_LAST_APPL_PER_CONTRACT=np.where(rng.random(size) < 0.995, "Y", "N").astype(object),
        NFLAG_LAST_APPL_IN_DAY=(rng.random(size) < 0.996).astype(np.int64),
        RATE_INTEREST_PRIMARY=np.where(consumer & (rng.random(size) < 0.008), 0.189, np.nan),
        RATE_INTEREST_PRIVILEGED=np.where(consumer & (rng.random(size) < 0.008), 0.835, np.nan),
        NAME_CASH_LOAN_PURPOSE=np.where(cash, pick(_PURPOSES, size, rng), "XAP").astype(object),
        NAME_PAYMENT_TYPE=np.where(rng.random(size) < 0.62, "Cash through the bank", "XNA").astype(object),
        CODE_REJECT_REASON=np.where(refused, reasons, np.where(drawn["status"] == 3, "CLIENT", "XAP")).astype(object),
        NAME_TYPE_SUITE=np.where(rng.random(size) < 0.49, None, pick(_SUITES, size, rng)),
        NAME_CLIENT_TYPE=np.where(repeat, "Repeater", pick({"New": 0.68, "Refreshed": 0.32}, size, rng)).astype(object),
        NAME_GOODS_CATEGORY=goods,
        NAME_PORTFOLIO=np.where(
            bare, "XNA", np.where(cash, "Cash", np.where(consumer, "POS", "Cards"))
        ).astype(object),
        NAME_PRODUCT_TYPE=np.where(consumer | bare, "XNA", sale).astype(object),
        CHANNEL_TYPE=channel.astype(object),
        SELLERPLACE_AREA=np.where(
            consumer, np.round(np.exp(rng.normal(4.5, 1.8, size))), np.where(rng.random(size) < 0.8, -1, 30)
        ).astype(np.int64),
        NAME_SELLER_INDUSTRY=np.where(consumer, industry, "XNA").astype(object),
        NAME_YIELD_GROUP=np.where(card | bare, "XNA", _YIELDS[drawn["group"]]).astype(object),
        PRODUCT_COMBINATION=_product(drawn, goods, sale, text("Cash")),
    )  # fmt: skip


def _reasons(risk: Floats, rng: np.random.Generator) -> NDArray[Any]:
    """Reasons for refusal: the score's own (SCO, SCOFR) weigh more with riskier clients."""
    names = np.array(list(_REASONS), dtype=object)
    odds = np.tile(np.log(np.array(list(_REASONS.values()))), (len(risk), 1))
    odds[:, 2:4] += 0.4 * risk[:, None]
    return names[np.argmax(odds + rng.gumbel(size=odds.shape), axis=1)]


def _product(drawn: dict[str, Any], goods: Any, sale: Any, plain: Any) -> NDArray[Any]:
    """The detailed product: kind, way of sale and interest put together."""
    cash, consumer = drawn["kind"] == 0, drawn["kind"] == 1
    level = np.array(["low", "low", "middle", "high"], dtype=object)[drawn["group"]]
    street = np.where(sale == "x-sell", "Cash X-Sell: ", "Cash Street: ").astype(object) + level
    where = np.where(goods == "Mobile", "POS mobile ", "POS household ").astype(object)
    where[np.isin(goods, ("Furniture", "Construction Materials", "Clothing and Accessories"))] = (
        "POS industry "
    )
    interest = np.where(drawn["group"] == 0, "without interest", "with interest").astype(object)
    cards = np.where(sale == "x-sell", "Card X-Sell", "Card Street").astype(object)
    product = np.where(
        cash, np.where(drawn["bare"], plain, street), np.where(consumer, where + interest, cards)
    )
    return product.astype(object)
