"""How fast a page feels: what a first visit loads, what stays cached, nothing that jumps."""

from __future__ import annotations

import gzip
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.accessibility.conftest import opened  # noqa: F401  # a fixture
from tests.fixtures.people import make_user, signed_in
from tests.markup import Page
from tests.pages import pages

if TYPE_CHECKING:
    from django.test import Client as Browser

    from tests.fixtures.portfolio import Portfolio

MOST_BYTES = 100_000
SHIFTS = """() => new Promise(done => {
  const shifts = [];
  const said = ({node, previousRect: from, currentRect: to}) =>
      `${node?.outerHTML?.slice(0, 80)} ${from.x},${from.y} to ${to.x},${to.y}`;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput)
        shifts.push([entry.value, ...entry.sources.map(said)]);
  }).observe({type: 'layout-shift', buffered: true});
  document.fonts.ready.then(() => setTimeout(() => done(shifts), 150));
})"""
"""How far what moved, each time, and what that was."""


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    """Static files as they are served where DEBUG is off: hashed and compressed."""
    settings.STATIC_ROOT = tmp_path
    hashed = {"BACKEND": "portal.statics.HashedStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def loaded_by(page: Page) -> set[str]:
    """Paths of the static files that a browser fetches for this page on a screen."""
    found = set()
    for element in page.elements:
        if element.tag == "link" and element.get("media") != "print":
            found.add(element.get("href"))
        elif element.tag in {"script", "img", "use", "image"}:
            found.add(element.get("src") or element.get("href"))
    return {re.sub(r"#.*", "", path) for path in found if path.startswith("/static/")}


def compressed_size(path: Path) -> int:
    """Bytes on the wire: what is not compressed on disk goes as it is."""
    packed = path.with_name(path.name + ".gz")
    return (packed if packed.exists() else path).stat().st_size


@pytest.mark.django_db
def test_no_page_loads_more_than_100_kilobytes_at_first(
    collected: Path, portfolio: Portfolio, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal import views

    monkeypatch.setattr(views, "shows_gallery", lambda _request: True)
    administrator = signed_in(make_user("admin", "administrator"))
    sizes: dict[str, int] = {}
    for page in pages(portfolio.scored, portfolio.unscored):
        browser = administrator if "admin" in page.readers else client
        html = browser.get(page.address).content
        files = loaded_by(Page(html.decode()))
        for style in [path for path in files if path.endswith(".css")]:
            text = (collected / style.removeprefix("/static/")).read_text(encoding="utf-8")
            for inner in re.findall(r"url\([\"']?([^\"')#]+)", text):
                files.add(str(PurePosixPath(style).parent / inner))
        paths = {(collected / name.removeprefix("/static/")).resolve() for name in files}
        assert len(paths) > 4, page.address
        assert any(path.suffix == ".woff2" for path in paths), page.address
        sizes[page.address] = len(gzip.compress(html)) + sum(map(compressed_size, paths))
    assert {address: size for address, size in sizes.items() if size > MOST_BYTES} == {}
    assert min(sizes.values()) > 20_000, "something was not counted"


@pytest.mark.django_db
def test_static_files_are_hashed_and_cached_for_ever(
    collected: Path, settings: Any, rf: Any
) -> None:
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    served = WhiteNoiseMiddleware(lambda _request: None)
    for name in ("css/portal.css", "js/portal.js", "icons.svg", "vendor/htmx.min.js"):
        address = staticfiles_storage.url(name)
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address), address
        response = served(rf.get(address, headers={"accept-encoding": "gzip"}))
        caching = response["Cache-Control"]
        assert "immutable" in caching, address
        age = re.search(r"max-age=(\d+)", caching)
        assert age, caching
        assert int(age[1]) >= 365 * 24 * 3600, address
        assert response["Content-Encoding"] == "gzip", address
        response.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_jumps_while_a_page_loads(opened: Any, width: int) -> None:  # noqa: F811
    found = {}
    for address, page in opened("fr", viewport={"width": width, "height": 900}):
        shifts = page.evaluate(SHIFTS)
        if sum(how_far for how_far, *_what in shifts) >= 0.01:
            found[address] = shifts
    assert found == {}
