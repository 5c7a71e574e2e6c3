"""How long the comparisons of a client take to be answered, on the database of this environment.

``python -m tests.benchmarks.comparison [REPEATS]`` compares clients in many ways, through all of
Django, and prints for each the milliseconds of server time (median, 95th percentile, worst) and
the size of the answer, as it is and as it is sent. Each way is asked for as a page and, where a
filter changes it, as the part that htmx fetches. The count of all clients is kept in the cache:
where a client is compared with all, the part finds what the page has counted. The clients are
always the same: every n-th by reference. The client's own page, which compares them with similar
clients, comes last. Nothing is written but a session, which is removed, and the drawings of those
clients' scores. For a database of full size see ``tests.benchmarks.portfolio`` and
``tests.benchmarks.listing``.
"""

from __future__ import annotations

import gzip
import os
import sys
import time
from statistics import median, quantiles
from urllib.parse import parse_qs

from tests.benchmarks.signing_in import signed_in_browser

REPEATS = 10
WAYS = (
    "",
    "?against=all",
    "?contract=cash&age=35&outcome=repaid",
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
    """Compare in each way, say how long it took; 1 where there are no clients."""
    browser = signed_in_browser(**{"Accept-Encoding": "gzip"})
    from scoring.models import ListedClient

    listed = ListedClient.objects.order_by("reference")
    if not listed.exists():
        print("Import clients and score them first.", file=sys.stderr)
        return 1
    count, asked_of = listed.count(), repeats + 1
    references = [listed[count * part // asked_of].reference for part in range(asked_of)]
    print(f"{count:,} clients, {repeats} of them compared in each way; load {os.getloadavg()}")
    print(f"{'median':>8}{'p95':>8}{'worst':>8}{'KiB':>8}{'gzip':>8}   milliseconds, size")
    filtered: list[float] = []
    for way in WAYS:
        for headers in ({}, {"HX-Request": "true"}) if ".csv" not in way else ({},):
            asked = [_asked(browser, reference, way, headers) for reference in references][1:]
            times = [milliseconds for milliseconds, *_sizes in asked]
            if _is_filtered(way):
                filtered += times
            name = f"{way or '(overview)'}{' (part)' if headers else ''}"
            print(_line(times) + f"{asked[-1][1] / 1024:8.1f}{asked[-1][2] / 1024:8.1f}", name)
    print(_line(filtered), "                all with a filter")
    again = [_asked(browser, references[-1], "item/?against=all", {}) for _ in range(repeats + 1)]
    print(_line([times[0] for times in again[1:]]), "                item/?against=all, kept")
    # Asked for twice: what the first draws is kept.
    _drawn, pages = ([_asked(browser, r, "", {}, under="") for r in references] for _ in range(2))
    sizes = f"{pages[-1][1] / 1024:8.1f}{pages[-1][2] / 1024:8.1f}"
    print(_line([times[0] for times in pages]) + sizes, "the client's own page")
    print(f"load {os.getloadavg()}")
    browser.logout()
    return 0


def _is_filtered(way: str) -> bool:
    """Whether the group is chosen by filters."""
    return bool(set(parse_qs(way.partition("?")[2])) - {"item", "across", "up", "against"})


def _asked(
    browser: object, reference: int, way: str, headers: dict[str, str], under: str = "comparison/"
) -> tuple[float, int, int]:
    """Milliseconds, and the bytes of the answer: unpacked and as sent."""
    started = time.perf_counter()
    response = browser.get(  # type: ignore[attr-defined]
        f"/clients/{reference}/{under}{way}", headers=headers
    )
    milliseconds = (time.perf_counter() - started) * 1_000
    if response.status_code != 200:
        raise RuntimeError(f"{way} was answered with {response.status_code}")
    packed = response.headers.get("Content-Encoding") == "gzip"
    unpacked = gzip.decompress(response.content) if packed else response.content
    return milliseconds, len(unpacked), len(response.content)


def _line(times: list[float]) -> str:
    p95 = quantiles(times, n=20, method="inclusive")[-1]
    return f"{median(times):8.1f}{p95:8.1f}{max(times):8.1f}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS))
