"""PostgreSQL and Valkey from wheels, as children of whoever needs them first."""
