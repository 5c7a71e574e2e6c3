"""A client among others: all clients, similar ones, or a group that the reader chooses."""
