"""Organisations, the people in them, their roles, invitations and signing in."""
