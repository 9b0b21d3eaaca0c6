"""Dangerous or hungry work in child processes: bounded memory and time, no network, no files, no further programs."""
