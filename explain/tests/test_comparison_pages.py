"""The pages of comparisons: what they say, in both languages, to whom, and how they change."""

from __future__ import annotations

import csv
import re
from html import unescape

import pytest
from django.test import Client as Browser

from clients.models import Client
from explain.tests.comparing import make_crowd
from tests.markup import Element, Page, problems

pytestmark = pytest.mark.django_db
PATHS = (
    "", "?against=all", "?contract=cash&age=35&age=45", "item/", "item/?item=occupation", "pair/",
    "clients/", "clients/?with=300001", "clients/?with=300002",
)  # fmt: skip


@pytest.fixture
def crowd(db: None) -> list[int]:
    return make_crowd(260)


def asked(browser: Browser, path: str, language: str = "en", **headers: str) -> str:
    browser.cookies["django_language"] = language
    response = browser.get(f"/clients/300000/comparison/{path}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def words(element: Element) -> str:
    return " ".join(element.text.split())


def by_id(page: Page, name: str) -> Element:
    return next(element for element in page.elements if element.get("id") == name)


def rows_of(page: Page, table: str) -> list[list[str]]:
    body = next(e for e in by_id(page, table).inside() if e.tag == "tbody")
    return [
        [words(cell) for cell in row.children] for row in body.inside() if row.tag == "tr"
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", PATHS)
def test_each_page_keeps_the_rules_of_the_house(
    crowd: list[int], advisor_client: Browser, path: str, language: str
) -> None:  # 1, 2, 4, 17, 24, 38
    page = Page(asked(advisor_client, path, language))
    assert problems(page) == []
    assert "Client 300000" in page.title
    french = "Comparaison" if language == "fr" else "Comparison"
    assert page.title.endswith(f"{french} – Prêt à dépenser")


def test_only_who_sees_clients_sees_them_compared(
    crowd: list[int], advisor_client: Browser, outsider_client: Browser, client: Browser
) -> None:
    for path in (*PATHS, "item.csv", "overview.csv"):
        address = f"/clients/300000/comparison/{path}"
        assert outsider_client.get(address).status_code == 403
        assert client.get(address).status_code == 302
        assert advisor_client.get(address).status_code == 200
        assert advisor_client.get(address.replace("300000", "999")).status_code == 404
    assert advisor_client.get("/clients/300000/comparison/other.csv").status_code == 404
    assert advisor_client.post("/clients/300000/comparison/item/").status_code == 405


def test_drawing_sentence_and_table_say_the_same(
    crowd: list[int], advisor_client: Browser
) -> None:  # 3, 15, 16
    page = Page(asked(advisor_client, "item/?item=income&against=all"))
    figure = by_id(page, "distribution")
    title = words(by_id(page, "distribution-title"))
    found = re.fullmatch(r"Income: (€[\d,]+), (above|below) ([\d.]+%) of clients", title)
    assert found, title
    value, side, share = found.groups()
    higher = {"above": "higher", "below": "lower"}[side]
    sentence = f"This client’s income is {higher} than that of {share} of clients."
    said = " ".join(words(e) for e in figure.inside() if e.get("class") == "figure__sentence")
    assert sentence in said
    marks = [words(e) for e in figure.inside() if "chart__text--own" in e.get("class")]
    assert marks == [f"Client: {value}"]
    assert [e for e in figure.inside() if e.get("class") == "chart__mark"], "a shape of its own"
    rows = rows_of(page, "distribution-table")
    drawn = [e for e in figure.inside() if e.parent is not None and e.parent.get("role") == "img"]
    bars = [e for e in drawn if e.tag == "rect" and "chart__bar" in e.get("class")]
    assert len(bars) == len(rows)
    points = [e for e in drawn if e.get("class") == "chart__rate"]
    assert len(points) == sum(row[-1] != "too few" for row in rows) > 0
    assert sum(int(row[1]) for row in rows) == 260
    own = [row for row in rows if "this client" in row[0]]
    assert len(own) == 1
    *_others, outcomes, repaid = own[0]
    if repaid == "too few":
        assert f"The outcome of only {outcomes} clients in the same place is known" in said
    else:
        assert f"Of the {outcomes} clients in the same place whose outcome is known, " in said
        assert f", {repaid} repaid; in the whole group," in said


def test_sentences_are_right_in_french(crowd: list[int], advisor_client: Browser) -> None:
    page = unescape(asked(advisor_client, "item/?item=income", "fr"))
    solid = "[\u00a0\u202f]"
    assert re.search(
        rf"Le revenu de ce client est plus (haut|bas) que celui de \d+(,\d)?{solid}% "
        r"des clients semblables\.",
        page,
    )
    assert re.search(rf"Revenu{solid}: [\d\u202f]+{solid}€, (au-dessus|en dessous) de", page)
    assert not re.search(r"\d [%€]", Page(page).one("main").text)


@pytest.mark.parametrize("path", ["", "item/", "pair/"])
def test_an_update_is_the_same_part_as_in_the_page(
    crowd: list[int], advisor_client: Browser, path: str
) -> None:  # 21, 23, 47
    query = "?contract=cash&education=higher&education=secondary"
    full = asked(advisor_client, path + query)
    part = asked(advisor_client, path + query, **{"HX-Request": "true"})
    body = part.split('id="comparison-count"', 1)[1].strip()
    assert body in full
    assert "<html" not in part
    title = re.search(r"<title>(.*?)</title>", part)
    assert title
    assert title[0] in full
    page = Page(full)
    status = by_id(page, "comparison-count")
    assert status.get("role") == "status"
    size = int(re.search(r"(\d+) clients", words(status))[1])  # type: ignore[index]
    assert 30 <= size < 260
    form = by_id(page, "comparison-filter")
    assert form.get("method") == "get"
    assert not [e for e in page.elements if "autofocus" in e.attributes]


def test_filters_in_force_are_text_and_can_be_taken_away(
    crowd: list[int], advisor_client: Browser
) -> None:
    page = Page(asked(advisor_client, "item/?item=age&contract=cash&outcome=repaid"))
    links = {words(e): e.get("href") for e in page.all("a") if words(e).startswith("Remove the f")}
    base = "/clients/300000/comparison/item/?item=age"
    assert links["Remove the filter: kind of loan: Cash loan"] == f"{base}&outcome=repaid"
    assert links["Remove the filter: outcome: Repaid"] == f"{base}&contract=cash"
    assert f"{base}" in [e.get("href") for e in page.all("a")]


def test_a_group_too_small_is_counted_and_not_drawn(
    crowd: list[int], advisor_client: Browser
) -> None:
    page = Page(asked(advisor_client, "item/?occupation=drivers&education=higher&outcome=repaid"))
    assert "Fewer than 30 are too few to compare with" in words(page.one("main"))
    assert not [e for e in page.elements if e.get("id") == "distribution"]
    assert "too few to compare" in words(by_id(page, "boxes"))
    csv_address = "item.csv?occupation=drivers&education=higher&outcome=repaid"
    assert advisor_client.get(f"/clients/300000/comparison/{csv_address}").status_code == 404


def test_what_is_not_understood_is_said(crowd: list[int], advisor_client: Browser) -> None:
    page = Page(asked(advisor_client, "item/?item=shoe&age=old&against=nobody&contract=cash"))
    assert page.title.startswith("Error: ")
    said = words(by_id(page, "error-summary"))
    for wrong in ("shoe", "old", "nobody"):
        assert f"“{wrong}” is not one of the choices; it is left out." in said
    assert "Income" in page.title
    assert "Compared with the chosen group" in words(by_id(page, "comparison-count"))


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("300000", "This is the same client"),
        ("7", "There is no client with the reference 7."),
        ("²", "A reference is a number"),
        ("<script>", "A reference is a number"),
        ("", "This field is required"),
    ],
)
def test_a_second_client_who_cannot_be_is_said(
    crowd: list[int], advisor_client: Browser, reference: str, said: str
) -> None:
    source = asked(advisor_client, f"clients/?with={reference}")
    page = Page(source)
    assert said in words(by_id(page, "error-summary"))
    assert page.title.startswith("Error: ")
    assert "<script>" not in source.split("<main", 1)[1]


def test_two_clients_stand_side_by_side(crowd: list[int], advisor_client: Browser) -> None:
    page = Page(asked(advisor_client, "clients/?with=300001"))
    rows = {row[0]: row[1:] for row in rows_of(page, "values-table")}
    assert len(rows) == 16
    back = Page(
        advisor_client.get("/clients/300001/comparison/clients/?with=300000").content.decode()
    )
    turned = {row[0]: row[1:] for row in rows_of(back, "values-table")}
    opposite = {"higher": "lower", "lower": "higher"}
    for name, (one, other, difference) in rows.items():
        assert turned[name] == [other, one, opposite.get(difference, difference)]
    assert "has no score yet" in words(page.one("main"))


def test_names_and_values_are_text(crowd: list[int], advisor_client: Browser) -> None:
    evil = "<img src=x onerror=alert(1)>"
    Client.objects.filter(reference=300000).update(first_name=evil, last_name='"&')
    for path in PATHS:
        source = asked(advisor_client, path)
        assert evil not in source
        assert problems(Page(source)) == []


@pytest.mark.parametrize(
    "name", ["overview", "item", "groups", "pair", "clients", "scores", "themes"]
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_files_hold_the_tables(
    crowd: list[int], advisor_client: Browser, name: str, language: str
) -> None:
    advisor_client.cookies["django_language"] = language
    address = f"/clients/300000/comparison/{name}.csv?with=300002"
    response = advisor_client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    lines = response.content.decode("utf-8-sig").splitlines()
    rows = list(csv.reader(lines, delimiter=";" if language == "fr" else ","))
    path = {"overview": "", "groups": "item/"}
    path |= dict.fromkeys(("clients", "scores", "themes"), "clients/?with=300002")
    page = Page(asked(advisor_client, path.get(name, f"{name}/"), language))
    table = {
        "overview": "overview-table", "item": "distribution-table", "groups": "boxes-table",
        "pair": "pair-table", "clients": "values-table", "scores": "scores-table",
        "themes": "themes-table",
    }[name]  # fmt: skip
    shown = rows_of(page, table)
    assert len(rows) == len(shown) + 1
    assert {len(row) for row in rows} == {len(shown[0])}


def test_the_overview_sums_up_and_leads_on_in_the_same_group(
    crowd: list[int], advisor_client: Browser
) -> None:  # 3, 4, 19
    page = Page(asked(advisor_client, "?against=all"))
    main = words(page.one("main"))
    assert re.search(r"(This client differs most from|With no item does this client) ", main)
    assert "This client’s income is" in main
    assert re.search(r"[\d.]+% of clients repaid, of the \d+ clients whose outcome is known", main)
    links = [e.get("href") for e in by_id(page, "overview-table").inside() if e.tag == "a"]
    assert "/clients/300000/comparison/item/?item=score&against=all" in links
    tabs = [e.get("href") for e in by_id(page, "comparison-tabs").inside() if e.tag == "a"]
    assert tabs[1] == "/clients/300000/comparison/item/?against=all"
    rows = rows_of(page, "overview-table")
    diamonds = [
        e for e in by_id(page, "standing").inside()
        if e.get("class") == "chart__mark" and e.parent is not None and e.parent.get("x")
    ]  # fmt: skip
    numbers = [row for row in rows if row[2].startswith(("above", "below", "the same"))]
    assert len(diamonds) == len(numbers)


@pytest.mark.parametrize("path", ["", "item/", "pair/"])
def test_the_rule_of_similar_clients_is_said_step_by_step(
    crowd: list[int], advisor_client: Browser, path: str
) -> None:
    page = Page(asked(advisor_client, path))
    found = by_id(page, "comparison")
    steps = [words(e) for e in found.inside() if e.tag == "li" and "same kind of loan" in e.text]
    everybody = [words(e) for e in found.inside() if e.tag == "li" and "all clients" in e.text]
    used = [step for step in steps + everybody if step.endswith("(this rule is used)")]
    assert len(used) == 1
    rule, size = re.fullmatch(r"(.*): (\d+) clients \(this rule is used\)", used[0]).groups()  # type: ignore[union-attr]
    main = words(page.one("main"))
    assert f"Similar clients: {rule} ({size} clients)." in main
    assert f"Compared with similar clients: {size} clients" in main
    assert int(size) >= 200


def test_two_scores_are_drawn_side_by_side(crowd: list[int], advisor_client: Browser) -> None:
    page = Page(asked(advisor_client, "clients/?with=300002"))
    assert "What tells the two scores apart most:" in words(by_id(page, "themes-title"))
    rows = rows_of(page, "themes-table")
    marks = [
        e for e in by_id(page, "themes").inside()
        if e.get("class") == "chart__other" and e.get("cx").endswith("%")
    ]  # fmt: skip
    assert len(marks) == len(rows) - 2, "all but the average client and the score"

    def tenths(text: str) -> int:
        return round(float(text.replace("\u2212", "-")) * 10)

    for column in (1, 2, 3):
        *added, total = (tenths(row[column]) for row in rows)
        assert sum(added) == total
    gaps = [abs(tenths(row[3])) for row in rows[1:-1]]
    assert gaps == sorted(gaps, reverse=True)
    said = words(by_id(page, "scores"))
    for row in rows_of(page, "scores-table"):
        assert row[1] in said
    for name in ("scores", "themes"):
        address = f"/clients/300000/comparison/{name}.csv?with=300001"
        assert advisor_client.get(address).status_code == 404, "one of the two has no score"
