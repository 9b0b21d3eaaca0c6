"""The export tools of platforms and help desks: which heading of which tool means which figure."""
