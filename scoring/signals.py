"""What scoring tells the rooms above it, which it does not know."""

from __future__ import annotations

from django.dispatch import Signal

score_stored = Signal()
"""One application was scored for somebody who waits; ``score_id`` is the score that now stands.

Sent inside the caller's transaction, where there is one. Scoring the portfolio does not send it.
"""

batch_scored = Signal()
"""A part of the portfolio was scored; ``application_ids`` lists the applications of that part.

Sent inside the transaction.
"""
