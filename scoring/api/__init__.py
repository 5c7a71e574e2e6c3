"""The REST API: other systems send an application and are told its score, and why."""
