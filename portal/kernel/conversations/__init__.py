"""One row per conversation: the finest grain a vendor can deliver, read by one plain rule per kind of cell."""
