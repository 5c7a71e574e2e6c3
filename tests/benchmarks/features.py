"""``python -m tests.benchmarks.features --data PATH``: original files to features, at full size.

Prints clients, rows, seconds and the process's peak memory. Not part of ``make bench``: it wants
files of full size, see docs/model.md.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from ml import features, home_credit

KIB = 1024


def main() -> None:
    """Read, check and sort the files into chunks, then compute every client's features."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    started = time.monotonic()
    with home_credit.Chunks(parser.parse_args().data) as chunks:
        read = time.monotonic()
        clients = missing = 0
        for tables in chunks:
            frame = features.compute(tables)
            clients += len(frame)
            missing += sum(frame.null_count().row(0))
        done = time.monotonic()
        rows = chunks.rows
    monthly = sum(rows.get(table, 0) for table in MONTHLY)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB
    print(f"{clients:,} clients, {sum(rows.values()):,} rows, {monthly:,} of them monthly")
    print(f"read, checked and sorted in {read - started:.0f} s")
    print(f"{len(features.FEATURES)} features in {done - read:.0f} s, {missing:,} values not known")
    print(f"peak memory {peak:,.0f} MiB")


MONTHLY = ("bureau_months", "pos_months", "card_months", "instalments")


if __name__ == "__main__":
    main()
