"""Template tags and filters of the components; any app's template may load them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal import stylesheets as sheets

register = template.Library()


@register.simple_tag
def stylesheets() -> SafeString:
    """The <link>s of the portal's styles: the joined file where files are collected, else each."""
    joins = getattr(staticfiles_storage, "joins_stylesheets", False)
    names = [sheets.JOINED] if joins else sheets.stylesheets()
    links = ((staticfiles_storage.url(name),) for name in names)
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', links)


@register.filter
def paired(left: Iterable[Any], right: Iterable[Any]) -> list[tuple[Any, Any]]:
    """``[(left, right), …]``: two sequences of the same length, side by side."""
    return list(zip(left, right, strict=True))


@register.filter
def position(score: float) -> str:
    """A score as a place on a 0-100 scale: clipped, in per cent, written for SVG in any locale."""
    return f"{min(max(float(score), 0.0), 100.0):.2f}%"


@register.filter
def anchor(score: float) -> str:
    """The SVG ``text-anchor`` that keeps a label at this score inside the drawing."""
    if score < 8:
        return "start"
    return "end" if score > 92 else "middle"


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """The page numbers worth a link: the ends, the neighbours; None stands for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.filter
def minus(left: float, right: float) -> float:
    """``left − right``."""
    return left - right
