"""A score as it is read: numbers, words and sentences. Pure: no database, no page."""
