"""Repeatable measurements of the product's figures; each command prints one JSON line per figure."""
