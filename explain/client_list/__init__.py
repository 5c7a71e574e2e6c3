"""The list of clients: what may be asked of it, who fits, and what the page and the file show."""

from explain.client_list.ages import age_at

__all__ = ["age_at"]
