"""How long the comparisons of a client take to be answered, on the database of this environment.

``python -m tests.benchmarks.comparison [REPEATS]`` compares a client in many ways, through all of
Django, and prints for each the milliseconds (median, 95th percentile, worst) and the size of the
page. It writes nothing but a session, which it removes. For a database of full size see
``tests.benchmarks.portfolio`` and ``tests.benchmarks.listing``.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from statistics import median, quantiles

REPEATS = 10
WAYS = (
    "",
    "item/",
    "item/?against=all",
    "item/?item=score",
    "item/?item=effort&against=all",
    "item/?item=employment",
    "item/?item=occupation&against=all",
    "item/?contract=cash&outcome=repaid",
    "item/?item=age&income=highest&education=higher",
    "item/?item=external-2&age=35&age=45&housing=house_apartment&advice=grant",
    "item/?item=term&credit=second&credit=third&employment=5&employment=10",
    "item/?item=credit&occupation=drivers&outcome=defaulted",
    "pair/",
    "pair/?across=effort&up=term&against=all",
    "pair/?across=age&up=employment&contract=cash&outcome=unknown",
    "item.csv?contract=cash",
)


def main(repeats: int) -> int:
    """Compare in each way, say how long it took; 1 where there is nobody to do so."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.conf import settings

    from portal import embedded

    if settings.EMBEDDED_SERVERS_DIR:
        embedded.hold(settings.EMBEDDED_SERVERS_DIR)
    django.setup()
    logging.disable()
    from django.contrib.auth.models import User
    from django.test import Client

    from scoring.models import ListedClient

    user = next((u for u in User.objects.all() if u.has_perm("clients.view_client")), None)
    listed = ListedClient.objects.order_by("reference")
    if user is None or not listed.exists():
        print("Make clients, and a user who may see them, first.", file=sys.stderr)
        return 1
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user)
    count = listed.count()
    references = [listed[count * part // 4].reference for part in range(4)]
    print(f"{count:,} clients, {repeats} times each, milliseconds, and KiB of the page")
    print(f"{'median':>8}{'p95':>8}{'worst':>8}{'KiB':>8}")
    everything: list[float] = []
    for way in WAYS:
        asked = [_asked(browser, references[n % 4], way) for n in range(repeats + 1)][1:]
        times = [milliseconds for milliseconds, _size in asked]
        everything += times
        print(_line(times) + f"{asked[-1][1] / 1024:8.1f}", way or "(overview)")
    print(_line(everything), "all of these")
    browser.logout()
    return 0


def _asked(browser: object, reference: int, way: str) -> tuple[float, int]:
    started = time.perf_counter()
    response = browser.get(f"/clients/{reference}/comparison/{way}")  # type: ignore[attr-defined]
    milliseconds = (time.perf_counter() - started) * 1_000
    if response.status_code != 200:
        raise RuntimeError(f"{way} was answered with {response.status_code}")
    return milliseconds, len(response.content)


def _line(times: list[float]) -> str:
    p95 = quantiles(times, n=20, method="inclusive")[-1]
    return f"{median(times):8.1f}{p95:8.1f}{max(times):8.1f}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS))
