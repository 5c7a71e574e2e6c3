"""How often a key may ask."""

from __future__ import annotations

import logging

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from scoring.models import ApiKey

logger = logging.getLogger(__name__)


class ApiKeyThrottle(SimpleRateThrottle):
    """So many requests a minute for each key, whatever machine they come from."""

    scope = "api_key"
    rate = "300/min"
    cache = cache

    def get_cache_key(self, request: Request, view: APIView) -> str | None:  # noqa: ARG002
        """One count for each key; requests without one are refused anyway."""
        if not isinstance(request.auth, ApiKey):
            return None
        return f"throttle:{self.scope}:{request.auth.prefix}"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether the key may ask now. Where the counts cannot be read nobody is held back."""
        try:
            return bool(super().allow_request(request, view))
        except RedisError:
            logger.exception("API requests are not counted: the cache does not answer")
            return True
