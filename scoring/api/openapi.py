"""What the generated OpenAPI schema needs to be told.

``manage.py spectacular --file scoring/api/openapi.yaml`` writes the committed copy.
"""

from __future__ import annotations

from typing import Any


def without_enum_ids(result: Any, **_context: Any) -> Any:
    """The schema without the marks that the generator leaves for naming enumerations."""
    if isinstance(result, dict):
        kept = {name: value for name, value in result.items() if name != "x-spec-enum-id"}
        return {name: without_enum_ids(value) for name, value in kept.items()}
    if isinstance(result, list):
        return [without_enum_ids(value) for value in result]
    return result
