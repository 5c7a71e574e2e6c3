"""Brings original files into the records, in one transaction that can be repeated."""

from clients.importing.service import import_records
from clients.importing.summary import ImportSummary, Progress

__all__ = ["ImportSummary", "Progress", "import_records"]
