"""Who could do the work: vendor profiles, capabilities and track record."""
