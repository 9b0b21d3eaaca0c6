"""Reliability and security under fire; every harness must catch a planted fault, or it proves nothing."""
