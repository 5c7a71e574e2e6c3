"""A digest of an application's inputs: equal inputs have equal digests, on any day, anywhere."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

import numpy as np
import polars as pl
import polars.selectors as cs
from numpy.typing import NDArray

from clients.table_columns import APPLICATION, BUREAU_LOANS, PREVIOUS_LOANS, Keeping
from ml.features import Loans

KEPT = (APPLICATION, BUREAU_LOANS, PREVIOUS_LOANS)
_COLUMNS = json.dumps([keeping.inputs for keeping in KEPT]).encode()
_BITS = 64


def digests(loans: Loans) -> dict[int, str]:
    """SHA-256, in hexadecimal, of each client's inputs, by ``client_id``.

    It covers the values of the application and of its loans (in the order of their references),
    which tables were known, and what is known to be none; neither the references themselves nor
    the outcome. Days count from the application, so that the digest does not depend on the date.
    """
    start = hashlib.sha256(_COLUMNS)
    start.update(",".join(sorted(loans.known)).encode())
    application = loans.application.sort("client_id")
    ids = application["client_id"].to_numpy()
    frames = (application, loans.bureau_loans, loans.previous_loans)
    parts = [
        (keeping.table.encode(), *_rows(keeping, frame, ids))
        for keeping, frame in zip(KEPT, frames, strict=True)
        # Without a frame nobody has such loans; whether that is known is told by ``known``.
        if frame is not None and not frame.is_empty()
    ]
    found = {}
    for place, client_id in enumerate(ids.tolist()):
        digest = start.copy()
        if none := loans.none.get(client_id):
            digest.update(f"none:{','.join(sorted(none))}".encode())
        for name, rows, starts in parts:
            mine = rows[starts[place] : starts[place + 1]]
            if len(mine):
                digest.update(name + len(mine).to_bytes(8, "little"))
                digest.update(mine.data)
        found[client_id] = digest.hexdigest()
    return found


def _rows(
    keeping: Keeping, frame: pl.DataFrame, ids: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Canonical rows [n, words], sorted by client, and where each client's start [clients + 1]."""
    ordered = frame.sort("client_id", keeping.key)
    starts = np.searchsorted(ordered["client_id"].to_numpy(), ids, side="left")
    inputs = ordered.select(keeping.inputs)
    words = np.zeros((inputs.height, inputs.width + -(-inputs.width // _BITS)), "<u8")
    floats = inputs.select(cs.float().fill_null(0.0))
    others = inputs.select((~(cs.string() | cs.float())).cast(pl.Int64).fill_null(0))
    places = {name: place for place, name in enumerate(inputs.columns)}
    for part, bits in (
        # Adding zero makes one zero of two (NumPy does add it, Polars would leave it out).
        (floats, (floats.to_numpy() + 0.0).view(np.uint64)),
        (others, others.to_numpy().astype(np.uint64)),
        (texts := inputs.select(cs.string()), _bits_of_texts(texts)),
    ):
        words[:, [places[name] for name in part.columns]] = bits
    missing = inputs.select(pl.all().is_null()).to_numpy()
    packed = np.packbits(missing, axis=1, bitorder="little")
    words[:, inputs.width :].view(np.uint8)[:, : packed.shape[1]] = packed
    return words, np.append(starts, ordered.height)


def _bits_of_texts(texts: pl.DataFrame) -> NDArray[np.uint64]:
    """64 bits for each text, 0 for a missing one, shape as ``texts``."""
    seen = texts.select(pl.all().unique().implode()).rows()
    known = sorted({text for row in seen for column in row for text in column if text is not None})
    if not known:
        return np.zeros(texts.shape, np.uint64)
    bits = pl.Series([_text_bits(text) for text in known], dtype=pl.UInt64)
    mapped = pl.all().replace_strict(
        pl.Series(known, dtype=pl.String), bits, return_dtype=pl.UInt64
    )
    return texts.select(mapped.fill_null(0)).to_numpy()


@lru_cache(maxsize=10_000)
def _text_bits(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
