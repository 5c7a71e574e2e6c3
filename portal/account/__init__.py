"""A person's own account: who they are here, how the portal looks to them, their password."""
