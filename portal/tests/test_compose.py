"""The compose file and the image say things that exist."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from portal.environment import Environment
from tests.fixtures.servers import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_the_services_are_there_and_wait_for_what_they_need() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"postgres", "valkey", "migrate", "web", "worker"}
    for service in services.values():
        for other, condition in service.get("depends_on", {}).items():
            needed = "healthcheck" if condition["condition"] == "service_healthy" else "command"
            assert needed in services[other], other


@pytest.mark.parametrize("name", ["migrate", "web", "worker"])
def test_the_portal_gets_its_servers(name: str) -> None:
    given = COMPOSE["services"][name]["environment"]
    assert {"DATABASE_URL", "REDIS_URL"} <= set(given) <= set(Environment.names())


def test_a_health_probe_is_an_allowed_host_and_stays_in_plain_http() -> None:
    """The probe asks localhost: deploy.md has it among the allowed hosts."""
    probe = COMPOSE["services"]["web"]["healthcheck"]["test"][-1]
    assert "http://localhost:8000/healthz/" in probe
    assert re.search(r"DJANGO_ALLOWED_HOSTS=\S*localhost", (ROOT / "docs/deploy.md").read_text())


def test_the_image_runs_what_the_checkout_has() -> None:
    image = (ROOT / "Dockerfile").read_text()
    assert "-r requirements.txt" in image
    for module in re.findall(r"portal\.\w+", image):
        assert (ROOT / (module.replace(".", "/") + ".py")).exists(), module
