"""``python -m tests.benchmarks.portfolio --clients N --folder F``: a portfolio of full size.

Makes N clients with their loans, trains a small model on some of them, imports all, scores and
explains all, on a database of its own, with the commands that people use. Import and scoring are
first killed half-way, the tables are vacuumed as autovacuum would do it, then both are run again:
what they end with must be whole. Prints clients a second, the peak memory of each process, and
the size of the database. Nothing is asserted but that.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.demo.plan import Plan

TRAINED_ON = 20_000
KIB = 1024


@dataclass(frozen=True)
class Run:
    """One command: seconds, peak memory in MiB, and whether it came to its end."""

    seconds: float
    peak: float
    finished: bool


def run(arguments: Sequence[str], *, kill_after: float | None = None) -> Run:
    """Run a command, or kill it hard after some seconds; stops the benchmark where it fails."""
    started = time.monotonic()
    with subprocess.Popen([sys.executable, *arguments], stdout=2) as process:
        if kill_after is not None:
            threading.Timer(kill_after, process.send_signal, [signal.SIGKILL]).start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, -signal.SIGKILL):
        raise SystemExit(f"{' '.join(arguments)}: exit code {process.returncode}")
    return Run(time.monotonic() - started, usage.ru_maxrss / KIB, process.returncode == 0)


def manage(*arguments: str, kill_after: float | None = None) -> Run:
    """Run a command of the portal."""
    return run(["manage.py", *arguments], kill_after=kill_after)


def main() -> None:
    """Make, import, score, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=356_255)
    parser.add_argument("--folder", type=Path, required=True, help="for files and the database")
    parser.add_argument("--trees", default="1500", help="of the model; fewer to try this out")
    chosen = parser.parse_args()
    folder, clients = chosen.folder.resolve(), chosen.clients
    records, few, bundle = folder / "records", folder / "few", folder / "bundle"
    plan = Plan.from_environment(dict(os.environ) | {"DEMO_DIR": str(folder / "demo")})
    os.environ.update(plan.environment)
    for path, count in ((records, clients), (few, min(clients, TRAINED_ON))):
        if not path.exists():
            made = run(["-m", "ml", "synthesize", "--clients", str(count), "--out", str(path)])
            print(f"{count:,} clients made in {made.seconds:.0f} s, {made.peak:,.0f} MiB")
    if not bundle.exists():
        small = ("--folds", "2", "--fold-seeds", "1", "--seeds", "2", "--iterations", chosen.trees)
        run(["-m", "ml", "train", "--data", str(few), "--out", str(bundle), *small])
    plan.start_servers()
    try:
        with_servers(clients, records, bundle)
    finally:
        plan.release(wait=30)


def with_servers(clients: int, records: Path, bundle: Path) -> None:
    """The part that needs the database."""
    import django

    django.setup()
    from django.db import connection

    from clients.models import Application
    from scoring.models import CurrentScore

    manage("migrate", "--verbosity", "0")
    manage("register_model", str(bundle), "--activate")
    import_seconds = killed_and_run("import", clients, "import_records", str(records))
    if Application.objects.count() != clients:
        raise SystemExit(f"{Application.objects.count():,} applications in place of {clients:,}")
    score_seconds = killed_and_run("score", clients, "score_portfolio")
    if CurrentScore.objects.count() != clients:
        raise SystemExit(f"{CurrentScore.objects.count():,} scores in place of {clients:,}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    print(f"database: {size / 2**30:.2f} GiB, {size / clients:,.0f} bytes a client")
    print(f"in all {import_seconds + score_seconds:.0f} s, every client scored once")


def killed_and_run(what: str, clients: int, *arguments: str) -> float:
    """Kill the command in its first third, run it to its end; the seconds of both together.

    Scoring keeps what was done before it was killed, an import starts again. In between, the
    planner is told what tables hold of which nothing was kept, without giving their pages back:
    the state in which the second run would be planned worst.
    """
    from django.db import connection

    half = manage(*arguments, kill_after=max(3.0, clients / 8_000))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE, TRUNCATE FALSE)")
    whole = manage(*arguments)
    seconds = half.seconds + whole.seconds
    stopped = "ran through" if half.finished else f"killed after {half.seconds:.0f} s"
    print(
        f"{what}: {stopped}; run again: {whole.seconds:.0f} s; {clients / seconds:,.0f} clients a "
        f"second in all, peak memory {whole.peak:,.0f} MiB",
        flush=True,
    )
    return seconds


if __name__ == "__main__":
    main()
