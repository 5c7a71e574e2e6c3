"""What the client's page shows, part by part."""
