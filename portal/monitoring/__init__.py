"""The monitoring page: which models there are, what is scored, whether clients have changed."""
