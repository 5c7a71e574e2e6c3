"""Makes records in the original Home Credit format, whose risk depends on what they say.

Nobody's row is in them: they are drawn from aggregates measured on real ones, kept in
``calibration.json`` by ``python -m ml.synthetic.calibrate``.
"""

from __future__ import annotations

from pathlib import Path

from ml.synthetic import calibration
from ml.synthetic.generation import Progress, make

__all__ = ["synthesize"]


def synthesize(
    *,
    clients: int,
    seed: int,
    out: Path,
    open_share: float = 0.0,
    progress: Progress | None = None,
) -> None:
    """Write the seven original tables and ``client_names.csv`` of made clients to a folder.

    ``open_share`` of them, from 0 up to but without 1, are still to be decided: they are in
    ``application_test``, which has no outcomes. The same number of clients and seed give the same
    files. ``progress(done, clients)`` is called after each chunk. Existing files of these names are
    replaced once all is made.

    :raises ValueError: fewer than one client, or no such share.
    """
    if clients < 1:
        raise ValueError(f"there is at least one client to make, not {clients}")
    if not 0 <= open_share < 1:
        raise ValueError(f"a share from 0 up to but without 1 is wanted, not {open_share}")
    make(
        calibration.load(),
        clients=clients,
        seed=seed,
        out=out,
        open_share=open_share,
        progress=progress,
    )
