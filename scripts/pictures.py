"""Take the README's picture from a portal that runs: ``python scripts/pictures.py URL PASSWORD``.

Needs the development requirements and Debian's Chromium; wants made clients, never real ones.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "client.png"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main(address: str, password: str) -> None:
    """Sign in as the advisor, open a client, keep the first screens."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 1480}, locale="en")
        page.goto(f"{address}/accounts/login/")
        page.locator("input[name=username]").fill("advisor")
        page.locator("input[name=password]").fill(password)
        page.get_by_role("main").get_by_role("button").click()
        page.goto(f"{address}/clients/100002/")
        page.locator("figure svg").first.wait_for()
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
