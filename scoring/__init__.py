"""Scores: which model is in force, what it says of each application, and the API."""
