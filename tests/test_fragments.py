"""What htmx gets for an update is the same as that part of the page when it is opened anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from tests.fixtures.portfolio import Portfolio
from tests.markup import Element, Page

pytestmark = pytest.mark.django_db


def whole(element: Element) -> Any:
    """An element with all that is in it, to compare."""
    words = " ".join(element.text.split())
    return element.tag, element.attributes, words, [whole(child) for child in element.children]


def addresses(reference: int) -> list[str]:
    """Addresses that answer htmx with a part."""
    compared = f"/clients/{reference}/comparison"
    return [
        "/clients/",
        "/clients/?q=moreau",
        "/clients/?q=zzzz",
        "/clients/?advice=refuse&sort=-score&page=1",
        f"{compared}/item/",
        f"{compared}/pair/",
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_update_is_a_part_of_the_fresh_page(
    language: str, portfolio: Portfolio, advisor_client: Browser
) -> None:
    advisor_client.cookies["django_language"] = language
    for address in addresses(portfolio.scored):
        fresh = Page(advisor_client.get(address).content.decode())
        response = advisor_client.get(address, headers={"HX-Request": "true"})
        assert "HX-Request" in response["Vary"], address
        part = Page(response.content.decode())
        assert part.all("html", "body", "main") == [], address
        tops = [element for element in part.elements if element.parent is None]
        assert tops[0].tag == "title", address
        assert tops[0].text == fresh.title, address
        assert len(tops) > 2, address
        for top in tops[1:]:
            twins = [
                element
                for element in fresh.all(top.tag)
                if element.attributes == top.attributes and whole(element) == whole(top)
            ]
            assert len(twins) == 1, (address, top.tag, top.attributes, len(twins))
