"""The gallery: every component of templates/components in each of its states, with its options."""

from __future__ import annotations

from portal.gallery.page import gallery_context

__all__ = ["gallery_context"]
