"""Millions of conversation rows: read by column in a process of their own, kept as a columnar file, and looked into."""
