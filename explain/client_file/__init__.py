"""One client's file: what the page shows, part by part."""
