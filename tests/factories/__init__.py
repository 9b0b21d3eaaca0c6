"""Builders for tests: they make what a test needs by the portal's own actions."""
