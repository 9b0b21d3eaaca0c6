"""How the vendor is chosen: invitations, quotes, comparison and award."""
