"""What the generated OpenAPI schema needs to be told.

``manage.py spectacular --file scoring/api/openapi.yaml`` writes the committed copy.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension

SCHEMA_SETTINGS: dict[str, Any] = {
    # Categories stay where they are used: the same name means other things in other tables.
    "POSTPROCESSING_HOOKS": ["scoring.api.openapi.without_enum_ids"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}


def without_enum_ids(result: Any, **_context: Any) -> Any:
    """The schema without the marks that the generator leaves for naming enumerations."""
    if isinstance(result, dict):
        kept = {name: value for name, value in result.items() if name != "x-spec-enum-id"}
        return {name: without_enum_ids(value) for name, value in kept.items()}
    if isinstance(result, list):
        return [without_enum_ids(value) for value in result]
    return result


class StrictExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Objects that refuse unknown names say so."""

    target_class = "scoring.api.request.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The serializer's schema, closed."""
        mapped: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        return {**mapped, "additionalProperties": False}
