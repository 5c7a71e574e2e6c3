"""Clients are found by reference and by name, however people write names."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils.translation import override

from clients.models import Client
from clients.tests.factories import ClientFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> None:
    ClientFactory(reference=100_002, first_name="Élodie", last_name="Lefèvre")
    ClientFactory(reference=100_003, first_name="Jean-Pierre", last_name="d’Artagnan")
    ClientFactory(reference=210_002, first_name="Nina", last_name="Moreau")
    ClientFactory(reference=310_002, first_name="", last_name="")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("100002", [100_002]),
        ("1000", [100_002, 100_003]),
        ("100 002", [100_002]),
        ("002", []),
        ("lefevre", [100_002]),
        ("ÉLO", [100_002]),
        ("Lefèvre Élodie", [100_002]),
        ("elodie moreau", []),
        ("jean pierre", [100_003]),
        ("Jean-P", [100_003]),
        ("artagnan", [100_003]),
        ("d'artagnan", [100_003]),
        ("n", [210_002]),
        ("tagnan", []),
        ("moreau - nina", [210_002]),
        ("", [100_002, 100_003, 210_002, 310_002]),
    ],
)
@pytest.mark.usefixtures("people")
def test_search(query: str, found: list[int]) -> None:
    references = Client.objects.search(query).values_list("reference", flat=True)
    assert list(references) == found


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("query", ["%", "_", "\\", "'", "-"])
def test_punctuation_alone_is_no_wildcard_and_no_error(query: str) -> None:
    assert list(Client.objects.search(query)) == []


@pytest.mark.parametrize(("query", "index"), [("mor", "client_search"), ("1000", "reference")])
def test_search_reads_an_index(query: str, index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Client.objects.search(query).order_by().explain()
    assert index in plan
    assert "Seq Scan" not in plan


def test_a_client_without_a_name_is_called_by_reference() -> None:
    client = ClientFactory(reference=42, first_name="", last_name="")
    with override("en"):
        assert client.display_name == "Client 42"
    assert ClientFactory(first_name="Nina", last_name="Moreau").display_name == "Nina Moreau"
    assert ClientFactory(first_name="", last_name="Moreau").display_name == "Moreau"
