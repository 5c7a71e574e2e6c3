"""How long the list of clients takes to be answered, on the database of this environment.

``python -m tests.benchmarks.listing [REPEATS]`` asks for the list in many ways, through all of
Django, and prints the milliseconds of each: the median, the 95th percentile and the worst. It
writes nothing but a session, which it removes. Meant for a large portfolio:

    export DEMO_DIR=/tmp/large DJANGO_DEBUG=1
    python -m ml synthesize --clients 100000 --seed 1 --out /tmp/clients
    python manage.py migrate
    python manage.py import_records /tmp/clients
    python manage.py register_model BUNDLE --activate    # of python -m ml train
    python manage.py score_portfolio
    python -m tests.benchmarks.listing
"""

from __future__ import annotations

import sys
import time
from statistics import median, quantiles

from tests.benchmarks.signing_in import signed_in_browser

REPEATS = 10
WAYS = (
    "",
    "?page=2",
    "?page=1000000",
    "?sort=score",
    "?sort=-score",
    "?sort=-score&page=1000000",
    "?sort=name",
    "?sort=-name&page=200",
    "?sort=amount&page=1000000",
    "?sort=-income",
    "?sort=age",
    "?advice=refuse",
    "?advice=refuse&sort=-score",
    "?advice=none",
    "?score=far-below&sort=name",
    "?score=review&score=above&age=35&age=45&sort=-amount",
    "?income=highest&contract=revolving&sort=age",
    "?age=65&income=lowest&score=far-below&contract=revolving&sort=name",
    "?q=mar",
    "?q=a&sort=-score",
    "?q=1&advice=review&sort=name",
    "?q=1000&income=third&sort=-age",
    "?q=zzzz",
)


def main(repeats: int) -> int:
    """Ask in each way, say how long it took."""
    browser = signed_in_browser()
    from scoring.models import ListedClient

    print(f"{ListedClient.objects.count():,} clients, {repeats} times each, milliseconds")
    print(f"{'median':>8}{'p95':>8}{'worst':>8}")
    everything: list[float] = []
    for way in WAYS:
        times = [_asked(browser, way) for _ in range(repeats + 1)][1:]
        everything += times
        print(_line(times), way or "(all)")
    print(_line(everything), "all of these")
    browser.logout()
    return 0


def _asked(browser: object, way: str) -> float:
    started = time.perf_counter()
    response = browser.get(f"/clients/{way}")  # type: ignore[attr-defined]
    if response.status_code != 200:
        raise RuntimeError(f"{way} was answered with {response.status_code}")
    return (time.perf_counter() - started) * 1_000


def _line(times: list[float]) -> str:
    p95 = quantiles(times, n=20, method="inclusive")[-1]
    return f"{median(times):8.1f}{p95:8.1f}{max(times):8.1f}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS))
