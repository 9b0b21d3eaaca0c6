"""What can be done with organisations and people."""
