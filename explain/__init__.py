"""Explanations: contributions into points, themes, reasons and drawings; the client file page."""
