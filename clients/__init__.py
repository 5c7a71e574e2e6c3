"""Records: clients, their applications, and their loans here and elsewhere."""
