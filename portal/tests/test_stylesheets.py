"""Many stylesheets in development, one where static files are collected; nothing gets lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from portal.stylesheets import JOINED, stylesheets
from portal.templatetags import ui

STATIC = Path(__file__).resolve().parents[2] / "static"
ALONE = {"css/print.css"}
"""Loaded by a link of its own, for paper only."""


def test_every_stylesheet_is_loaded_once_by_pages_or_by_a_page() -> None:
    names = stylesheets()
    written = {path.relative_to(STATIC).as_posix() for path in STATIC.glob("css/**/*.css")}
    by_page = {name for name in written if name.startswith("css/pages/")}
    assert sorted([*names, *ALONE, *by_page]) == sorted(written)
    assert names[0] == "css/tokens.css"


def test_components_can_be_read_in_any_order_and_from_anywhere() -> None:
    for path in STATIC.glob("css/components/*.css"):
        source = path.read_text(encoding="utf-8")
        assert re.findall(r"@layer ([^{]+?) *\{", source) == ["components"], path.name
        assert "url(" not in source, path.name
        assert len(source.splitlines()) < 200, path.name


def test_in_development_each_file_has_its_link() -> None:
    links = re.findall(r'href="([^"]+)"', ui.stylesheets())
    assert links == [staticfiles_storage.url(name) for name in stylesheets()]


def test_collected_styles_are_one_hashed_and_compressed_file(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = {"BACKEND": "portal.statics.HashedStorage"}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    call_command("collectstatic", interactive=False, verbosity=0)
    link = re.fullmatch(r'<link rel="stylesheet" href="([^"]+)">', ui.stylesheets())
    assert link, ui.stylesheets()
    assert re.search(r"/css/portal\.[0-9a-f]{12}\.css$", link[1])
    made = tmp_path / "css" / Path(link[1]).name
    styles = made.read_text(encoding="utf-8")
    assert made.with_name(made.name + ".gz").stat().st_size < 20_000
    assert JOINED not in {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    for name in stylesheets():
        source = (STATIC / name).read_text(encoding="utf-8")
        assert source.splitlines()[-8:] == [
            line for line in source.splitlines()[-8:] if line in styles.splitlines()
        ], name
    font = re.search(r'url\("([^"]+\.woff2)"\)', styles)
    assert font
    assert (made.parent / font[1]).is_file()
