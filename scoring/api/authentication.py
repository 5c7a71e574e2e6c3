"""Who asks: ``Authorization: Api-Key <key>``."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from scoring.models import ApiKey
from scoring.services.keys import hashed, record_use

SCHEME = "Api-Key"


@dataclass(frozen=True)
class Caller:
    """The system that holds a key, as the framework wants a user."""

    api_key: ApiKey
    is_authenticated: bool = True
    is_active: bool = True

    @property
    def pk(self) -> str:
        """Tells callers apart."""
        return self.api_key.prefix


class ApiKeyAuthentication(BaseAuthentication):
    """Takes a key that has not been revoked."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        """The caller and the key; None where another scheme, or none, is used."""
        scheme, _space, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        # Looked up by hash: the time it takes tells nothing of the key.
        api_key = ApiKey.objects.usable().filter(hashed_key=hashed(text.strip())).first()
        if api_key is None:
            raise AuthenticationFailed(_("This API key is not known, or was revoked."))
        record_use(api_key=api_key)
        return Caller(api_key), api_key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        """What a 401 asks for."""
        return f'{SCHEME} realm="api"'


class HasApiKey(BasePermission):
    """Only callers with a key."""

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        """Whether the request came with a key."""
        return isinstance(request.auth, ApiKey)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema says it."""

    target_class = ApiKeyAuthentication
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:  # noqa: ARG002
        """The OpenAPI security scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"`{SCHEME} <key>`; keys are issued by the portal's administrator.",
        }
