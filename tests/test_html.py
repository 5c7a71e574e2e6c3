"""Every page, in both languages, through the Nu HTML checker (the W3C's)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.people import make_user, signed_in
from tests.fixtures.portfolio import Portfolio
from tests.pages import pages

ROOT = Path(__file__).resolve().parents[1]
ROLES = {"advisor": "advisor", "backoffice": "back_office", "risk": "risk_manager"}
READERS = ("admin", "risk", "backoffice", "advisor", "outsider")
"""Who opens a page for the check: the first of these who may."""

pytestmark = pytest.mark.django_db


def checker() -> Path:
    """The checker's jar. Skips without Java; without the jar, fails in CI and skips elsewhere."""
    if shutil.which("java") is None:
        pytest.skip("Java is not installed (Debian: apt-get install default-jre-headless)")
    named = re.search(
        r"^version=(\S+)$", (ROOT / "scripts" / "html.sh").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert named
    jar = ROOT / ".cache" / f"vnu-{named[1]}.jar"
    if not jar.is_file():
        reason = "the Nu HTML checker is not here (sh scripts/html.sh fetches it)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return jar


def findings(jar: Path, folder: Path) -> list[dict[str, Any]]:
    """What the checker says of all files in a folder, in one run."""
    command = ["java", "-Xss8m", "-jar", str(jar), "--format", "json", "--stdout"]
    command += ["--exit-zero-always", "--skip-non-html", str(folder)]
    run = subprocess.run(command, capture_output=True, check=False, timeout=600)
    assert run.returncode == 0, run.stderr.decode()[:2000]
    messages: list[dict[str, Any]] = json.loads(run.stdout)["messages"]
    return messages


def said(message: dict[str, Any]) -> str:
    kind = "warning" if message["type"] == "info" else message["type"]
    part = " ".join(message.get("extract", "").split())
    return f"{Path(message['url']).stem}: {kind}: {message['message']} … {part}"


def test_every_page_is_valid_html(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jar = checker()
    from django.test import Client

    from portal import views

    monkeypatch.setattr(views, "shows_gallery", lambda _request: True)
    browsers = {"anonymous": Client(), "outsider": signed_in(make_user("outsider", None))}
    browsers |= {name: signed_in(make_user(name, group)) for name, group in ROLES.items()}
    browsers["admin"] = signed_in(make_user("admin", "administrator"))
    for number, page in enumerate(pages(portfolio.scored, portfolio.unscored)):
        reader = next((name for name in READERS if name in page.readers), "anonymous")
        for language in ("fr", "en"):
            browsers[reader].cookies["django_language"] = language
            response = browsers[reader].get(page.address)
            assert response.status_code in {200, 404}, (page.address, reader)
            name = re.sub(r"\W+", "-", page.address).strip("-") or "home"
            (tmp_path / f"{number}-{name}-{language}.html").write_bytes(response.content)
    assert len(list(tmp_path.iterdir())) == 2 * len(pages(1, 2))
    found = [said(message) for message in findings(jar, tmp_path)]
    assert sorted(set(found)) == []


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    jar = checker()
    (tmp_path / "wrong.html").write_text(
        '<!doctype html><html lang="en"><title>Wrong</title><p><div id="a b">x</div></p></html>',
        encoding="utf-8",
    )
    messages = findings(jar, tmp_path)
    assert [m for m in messages if m["type"] == "error" and "No “p” element" in m["message"]]
