"""What the database counts for a comparison, of whom, and in which bands."""
