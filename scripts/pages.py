"""Pictures of every page: ``python scripts/pages.py URL PASSWORD FOLDER [WORD …]``.

Signs in as each page's reader on a portal that runs on made clients, and takes every page of
``tests/pages.py`` in French and English, 320 and 1440 pixels wide, in light, dark and forced
colours. Words choose among the pictures: ``fr``, ``320``, ``dark``, a part of an address.
Needs the development requirements and Debian's Chromium. The folder is not for the repository.
"""

from __future__ import annotations

import re
import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.pages import Address, pages

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
LANGUAGES, WIDTHS = ("fr", "en"), (320, 1440)
MODES = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
SCORED, UNSCORED = 100_002, 100_003
READERS = ("advisor", "backoffice", "risk", "admin", "anonymous")


def reader_of(page: Address) -> str:
    """The first of the demo's users who may open the page."""
    return next(reader for reader in READERS if reader in page.readers)


def sign_in(page: Page, address: str, user: str, password: str) -> None:
    """By the form."""
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=username]").fill(user)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state("networkidle")


def take(
    browser: Browser, address: str, password: str, folder: Path, wanted: set[str]
) -> list[Path]:
    """Takes the pictures; returns their files."""
    taken = []
    chosen = wanted & {*LANGUAGES, *map(str, WIDTHS), *MODES}
    parts = wanted - chosen
    for language, reader in product(LANGUAGES, READERS):
        if language not in (wanted & set(LANGUAGES) or LANGUAGES):
            continue
        context = browser.new_context(locale=language, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        if reader != "anonymous":
            sign_in(page, address, reader, password)
        for number, listed in enumerate(pages(SCORED, UNSCORED)):
            if reader_of(listed) != reader or not all(part in listed.address for part in parts):
                continue
            page.goto(address + listed.address)
            page.wait_for_load_state("networkidle")
            for width, mode in product(WIDTHS, MODES):
                if not {language, str(width), mode} >= chosen:
                    continue
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(**MODES[mode])  # type: ignore[arg-type]
                name = re.sub(r"\W+", "-", listed.address).strip("-") or "home"
                file = folder / f"{number:02}-{name}-{language}-{width}-{mode}.png"
                page.screenshot(path=file, full_page=True)
                taken.append(file)
        context.close()
    return taken


def main(address: str, password: str, folder: str, *wanted: str) -> None:
    """Takes what is asked for and says how much that was."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        taken = take(browser, address, password, place, set(wanted))
        browser.close()
    print(f"{len(taken)} pictures in {place}")


if __name__ == "__main__":
    main(*sys.argv[1:])
