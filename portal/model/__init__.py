"""The model page: what the model reads, how good it is, how it weighs what it reads."""
