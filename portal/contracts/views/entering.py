"""Entering a contract that exists already."""
