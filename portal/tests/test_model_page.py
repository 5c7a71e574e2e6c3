"""The model's pages: what they say, what is kept, who makes it, and what happens without it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils.html import strip_tags
from django.utils.translation import override
from kombu.exceptions import OperationalError

from explain.charts.svg import SVG
from ml.wording.typography import typography_problems
from portal.model.figure_store import drawn, figure_names, numbers_of, remove_superseded_figures
from portal.model.reading import NEVER, unused_columns
from portal.model.tasks import draw_factor_figures, draw_model_figures
from portal.models import ModelDrawing, ModelFigure
from scoring.models import ModelVersion
from scoring.services import activate_model
from scoring.services.engines import active
from scoring.tests.factories import ModelVersionFactory, active_model
from tests.fixtures.portfolio import Portfolio
from tests.markup import Page

pytestmark = pytest.mark.django_db
PAGES = ("", "reads/", "quality/", "factors/")


@pytest.fixture
def version(small_bundle: Path) -> ModelVersion:
    return active_model(small_bundle)


def read(browser: Browser, address: str, language: str = "en") -> Page:
    browser.cookies["django_language"] = language
    response = browser.get(address)
    assert response.status_code == 200, address
    return Page(response.content.decode())


def said_on(browser: Browser, address: str) -> str:
    """All that the page says, in English."""
    browser.cookies["django_language"] = "en"
    return " ".join(strip_tags(browser.get(address).content.decode()).split())


def test_the_overview_says_how_good_it_is_and_where_the_cut_off_is(
    advisor_client: Browser, portfolio: Portfolio
) -> None:
    manifest = active().engine.bundle.manifest
    said = said_on(advisor_client, "/model/")
    assert f"{manifest.metrics['auc']:.3f}" in said
    low, high = manifest.intervals["auc"]
    assert f"95 % interval: {low:.3f} to {high:.3f}" in said
    assert "The cut-off, a score of 50, is a probability of default of" in said
    assert "as much as 10 good clients refused" in said
    assert "Of the 3 clients with a score" in said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Fewer and shorter delays here"), ("fr", "Des retards moins nombreux et moins longs")],
)
def test_what_may_never_lower_a_score_is_said(
    advisor_client: Browser, version: ModelVersion, language: str, said: str
) -> None:
    assert said in read(advisor_client, "/model/quality/", language).one("main").text


def test_how_far_scores_of_thin_files_hold_is_said(
    advisor_client: Browser, version: ModelVersion
) -> None:
    assert version.coverage
    said = said_on(advisor_client, "/model/quality/")
    assert "When little is known of a client" in said
    assert "Ranges that held the score" in said
    for band in version.coverage:
        assert f"{band['width']:.1f}" in said
    assert f"less than {version.steadiness['ninth']:.1f} point" in said


def test_every_figure_is_drawing_sentence_table_and_file(
    advisor_client: Browser, portfolio: Portfolio
) -> None:
    for address in (
        "/model/", "/model/quality/", "/model/factors/", "/model/factors/credit_amount/",
    ):  # fmt: skip
        page = read(advisor_client, address)
        figures = page.all("figure")
        assert figures, address
        for figure in figures:
            inside = list(figure.inside())
            tags = [element.tag for element in inside]
            assert tags.count("table") == 1, address
            assert "figcaption" in tags
            link = next(e for e in inside if e.tag == "a" and "download" in e.attributes)
            answer = advisor_client.get(str(link.get("href")))
            assert answer["Content-Type"].startswith("text/csv")
            lines = answer.content.decode("utf-8-sig").strip().splitlines()
            assert len(lines) == sum(tag == "tr" for tag in tags)


def test_drawings_follow_the_theme_and_have_a_name(version: ModelVersion) -> None:
    model = active()
    for found in drawn(model, ["themes", "swarm", "reliability", "cost"], language="en").values():
        for svg in found.svg.values():
            root = ET.fromstring(svg)  # noqa: S314 -- our own
            assert root.get("role") == "img"
            names = str(root.get("aria-labelledby")).split()
            told = {e.get("id"): e.text for e in root.iter() if e.get("id")}
            assert told[names[0]] == found.shown.title
            assert told[names[1]] == found.shown.sentence
            assert list(root.iter(f"{{{SVG}}}text"))
            assert "#0" not in svg.replace('href="#', "").replace("url(#", "")
            assert "style=" not in svg


def test_what_lowers_is_hatched_and_to_the_left(version: ModelVersion) -> None:
    model = active()
    names = [f"dependence/{feature}" for feature in version.features]
    kept = numbers_of(model, names)
    name = max(names, key=lambda name: max_spread(kept[name].numbers))
    found = drawn(model, [name], language="en")[name]
    assert any(row[2].text.startswith("−") for row in found.shown.rows)
    assert "<pattern" in found.svg["wide"]


def max_spread(numbers: Any) -> float:
    means = [group.mean for group in numbers.groups]
    return max(means, default=0) - min(means, default=0)


def test_missing_figures_are_made_once_and_kept(
    advisor_client: Browser, version: ModelVersion
) -> None:
    assert not ModelFigure.objects.exists()
    read(advisor_client, "/model/quality/")
    figures = ModelFigure.objects.count()
    assert figures == len(figure_names(version))
    made = set(ModelDrawing.objects.values_list("pk", "drawn_at"))
    assert {row.language for row in ModelDrawing.objects.all()} == {"en"}
    read(advisor_client, "/model/quality/")
    assert set(ModelDrawing.objects.values_list("pk", "drawn_at")) == made


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Drawn on 22 November 2026 at 09:14"), ("fr", "Dessiné le 22 novembre 2026 à 09:14")],
)
def test_each_figure_says_when_it_was_drawn(
    advisor_client: Browser, version: ModelVersion, language: str, said: str, settings: Any
) -> None:
    settings.TIME_ZONE = "UTC"
    addresses = ("/model/quality/", "/model/factors/", "/model/factors/credit_amount/")
    for address in addresses:
        read(advisor_client, address, language)
    ModelDrawing.objects.update(drawn_at=datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    ModelDrawing.objects.filter(layout="narrow").update(
        drawn_at=datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
    )
    for address in addresses:
        for figure in read(advisor_client, address, language).all("figure"):
            times = [element for element in figure.inside() if element.tag == "time"]
            assert [time.text.strip() for time in times] == [said], address


def test_a_stale_drawing_is_drawn_again(version: ModelVersion) -> None:
    model = active()
    first = drawn(model, ["themes"], language="en")["themes"].svg["wide"]
    ModelDrawing.objects.filter(layout="wide").update(digest="of another time", svg="<svg/>")
    assert drawn(model, ["themes"], language="en")["themes"].svg["wide"] == first


def test_stale_numbers_are_computed_again(version: ModelVersion) -> None:
    model = active()
    numbers = numbers_of(model, ["themes"])["themes"].numbers
    ModelFigure.objects.filter(name="themes").update(recipe=0, numbers={"weights": []})
    assert numbers_of(model, ["themes"])["themes"].numbers == numbers


def test_activation_has_the_figures_made(
    small_bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(draw_model_figures, "apply_async", lambda args, _kwargs: asked.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        version = active_model(small_bundle)
    assert asked == [(version.pk,)]


def test_the_task_draws_the_main_figures_and_hands_on(
    version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[tuple[Any, ...]] = []
    monkeypatch.setattr(draw_factor_figures, "delay", lambda *args: queued.append(args))
    draw_model_figures(version.pk)
    draw_model_figures(version.pk)
    assert queued == [(version.pk, 0)] * 2
    assert ModelDrawing.objects.count() == 5 * 2 * 2  # figures, languages, layouts
    queued.clear()
    draw_factor_figures(version.pk, 0)
    assert queued == [(version.pk, 8)]
    assert ModelDrawing.objects.count() == (5 + 8) * 2 * 2
    queued.clear()
    draw_factor_figures(version.pk, len(version.features) - 1)
    assert queued == []


def test_figures_of_a_superseded_version_are_left_alone_then_removed(version: ModelVersion) -> None:
    numbers_of(active(), ["themes"])
    other = ModelVersionFactory.create()
    activate_model(version=other)
    draw_model_figures(version.pk)
    assert not ModelDrawing.objects.exists()
    assert remove_superseded_figures() == len(figure_names(version))
    assert not ModelFigure.objects.exists()


def test_the_command_makes_everything_anew(
    version: ModelVersion, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.model import figure_store as keeping

    monkeypatch.setattr(keeping, "figure_names", lambda _version: ["themes"])
    numbers_of(active(), ["themes"])
    ModelFigure.objects.update(numbers={})
    call_command("rebuild_model_figures")
    assert "in 2 languages" in capsys.readouterr().out
    assert ModelFigure.objects.exclude(numbers={}).count() == ModelFigure.objects.count()
    assert ModelDrawing.objects.count() == 4


def test_the_command_leaves_it_to_a_worker(
    version: ModelVersion, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        draw_model_figures, "apply_async", lambda args, kwargs: asked.append((args, kwargs))
    )
    call_command("rebuild_model_figures", queue=True)
    assert asked == [((version.pk,), {"again": True})]
    assert capsys.readouterr().out == f"{version.label}: queued\n"

    def refuse(*_args: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(draw_model_figures, "apply_async", refuse)
    with pytest.raises(CommandError, match="the broker does not answer: connection refused"):
        call_command("rebuild_model_figures", queue=True)


def test_the_command_wants_a_model(db: None) -> None:
    with override("en"), pytest.raises(CommandError, match="No model is in force"):
        call_command("rebuild_model_figures")


def test_without_a_model_the_pages_say_so(advisor_client: Browser) -> None:
    for page in PAGES:
        assert "No model is in force yet" in said_on(advisor_client, f"/model/{page}")
    told = said_on(advisor_client, "/model/factors/income/")
    assert "The model in force does not read this factor" in told
    assert "Where it comes from" in told
    assert advisor_client.get("/model/figures/themes.csv").status_code == 404


def test_a_model_whose_files_are_gone_is_said_to_be(advisor_client: Browser) -> None:
    activate_model(version=ModelVersionFactory.create())
    assert "The model’s files cannot be read" in said_on(advisor_client, "/model/")


def test_unknown_items_and_figures_are_not_found(
    advisor_client: Browser, version: ModelVersion
) -> None:
    for address in ("factors/sex/", "factors/nothing/", "figures/sex.csv", "figures/a/b.csv"):
        assert advisor_client.get(f"/model/{address}").status_code == 404


def test_what_is_never_read_is_complete_and_not_read(
    advisor_client: Browser, version: ModelVersion
) -> None:
    named = [name for group in NEVER for name in group.columns]
    assert len(named) == len(set(named))
    assert set(named) == {column.name for _table, column in unused_columns()}
    assert not set(named) & set(version.features)
    said = said_on(advisor_client, "/model/reads/")
    for words in ("Number of children", "Marital status", "2023/2225"):
        assert words in said


def test_each_item_is_listed_with_its_page(advisor_client: Browser, version: ModelVersion) -> None:
    for address in ("/model/reads/", "/model/factors/"):
        links = {link.get("href") for link in read(advisor_client, address).all("a")}
        assert links >= {f"/model/factors/{name}/" for name in version.features}


def test_every_sentence_of_every_item_is_well_set_in_french(version: ModelVersion) -> None:
    from portal.model.presenting import present

    names = [f"dependence/{feature}" for feature in version.features]
    for name, kept in numbers_of(active(), names).items():
        shown = present(name, kept.numbers, "fr")
        texts = [shown.title, shown.sentence, shown.note, *(row[0].text for row in shown.rows)]
        assert [text for text in texts if typography_problems(text)] == []


def test_who_may_not_see_clients_may_not_see_the_model(
    outsider_client: Browser, version: ModelVersion
) -> None:
    for page in (*PAGES, "factors/income/", "figures/themes.csv"):
        assert outsider_client.get(f"/model/{page}").status_code == 403
        assert Browser().get(f"/model/{page}").status_code == 302
