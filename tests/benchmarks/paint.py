"""Milliseconds to the largest paint: ``python -m tests.benchmarks.paint URL PASSWORD [times]``.

Opens the pages that people open most on a portal that runs (``make demo``), each with an empty
cache, and prints the median and the worst of some visits, the bytes that came over the wire and
the layout shift. It measures this machine too, so no test asserts it.
"""

from __future__ import annotations

import sys
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.fixtures.browser import ARGUMENTS, chromium_path

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATHS = ("/", "/clients/", "/clients/100002/", "/model/", "/model/factors/", "/applications/new/")
READ = """() => new Promise(done => {
  const sum = {paint: 0, shift: 0};
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) sum.paint = entry.startTime;
  }).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum.shift += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  const entries = [...performance.getEntriesByType('resource'),
                   ...performance.getEntriesByType('navigation')];
  sum.bytes = entries.reduce((total, entry) => total + entry.transferSize, 0);
  setTimeout(() => done(sum), 200);
})"""


def visits(page: Page, address: str, times: int) -> list[dict[str, float]]:
    """Largest paint (ms), layout shift and bytes of each visit, nothing kept between them."""
    session = page.context.new_cdp_session(page)
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    found = []
    for _ in range(times):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        found.append(page.evaluate(READ))
    return found


def main(address: str, password: str, times: str = "5") -> None:
    """Prints one line a page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="fr")
        page.goto(f"{address}/accounts/login/")
        page.fill("input[name=username]", "admin")
        page.fill("input[name=password]", password)
        page.click("main button[type=submit]")
        page.wait_for_load_state("networkidle")
        print(f"{'page':24}{'median ms':>12}{'worst ms':>12}{'kB':>8}{'shift':>8}")
        for path in PATHS:
            found = visits(page, address + path, int(times))
            paints = [visit["paint"] for visit in found]
            kilobytes = max(visit["bytes"] for visit in found) / 1000
            shift = max(visit["shift"] for visit in found)
            print(f"{path:24}{median(paints):12.0f}{max(paints):12.0f}{kilobytes:8.0f}{shift:8.3f}")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
