"""The API's endpoints."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scoring.api import problems
from scoring.api.answer import ScoreAnswer, answer
from scoring.api.authentication import ApiKeyAuthentication, HasApiKey
from scoring.api.examples import EXAMPLES
from scoring.api.parsing import LimitedJSONParser, OnlyOne
from scoring.api.problems import PROBLEMS
from scoring.api.request import (
    ScoreRequest,
    missing_inputs,
    page_language,
    tables_of,
    warnings_of,
)
from scoring.api.throttling import ApiKeyThrottle
from scoring.services import assess


@csrf_exempt
def no_such_address(request: HttpRequest) -> HttpResponse:
    """404 for every other address of the API, and what there is."""
    known = [reverse(name) for name in ("api-scores", "api-schema", "api-docs")]
    return problems.problem(
        404,
        _("There is nothing at %(path)s; there is %(known)s.")
        % {"path": request.path[:200], "known": ", ".join(known)},
    )


class ScoreView(APIView):
    """Scores."""

    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [HasApiKey]
    throttle_classes = [ApiKeyThrottle]
    parser_classes = [LimitedJSONParser]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = OnlyOne
    http_method_names = ["post"]

    @extend_schema(
        operation_id="score",
        summary="Score an application",
        tags=["scores"],
        request=ScoreRequest,
        responses={200: ScoreAnswer, **PROBLEMS},
        examples=EXAMPLES,
    )
    def post(self, request: Request) -> Response:
        """Score the application in the body and say why. Nothing is stored.

        Columns are those of the tables' schema; days and months count back from the application. A
        table that is left out is unknown, an empty one means that the client has no such row.
        """
        asked = ScoreRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        tables = tables_of(asked.validated_data)
        language = asked.validated_data.get("language") or page_language()
        with override(language):
            assessed = assess(tables=tables, none=asked.validated_data.get("none") or ())
            told = answer(
                assessed,
                missing=missing_inputs(tables),
                warnings=warnings_of(asked.validated_data),
                language=language,
            )
        return Response(told, headers={"Content-Language": language})


class SchemaView(SpectacularAPIView):
    """The API's OpenAPI schema, for people who are signed in and for holders of a key."""

    authentication_classes = [ApiKeyAuthentication, SessionAuthentication]
    permission_classes = [IsAuthenticated]


@method_decorator(login_required, name="dispatch")
@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")  # Swagger UI's icons
class DocumentationView(SpectacularSwaggerSplitView):
    """The schema as pages to read and try, for people who are signed in."""

    url_name = "api-schema"
    template_name = "scoring/api_docs.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As the framework does."""
        return super().dispatch(request, *args, **kwargs)
