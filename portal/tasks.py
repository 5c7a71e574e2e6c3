"""The portal's own work in the background, where Celery looks for it."""

from __future__ import annotations

from portal.model.tasks import draw_factor_figures, draw_model_figures

__all__ = ["draw_factor_figures", "draw_model_figures"]
