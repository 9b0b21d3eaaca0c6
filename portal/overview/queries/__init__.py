"""What the pages of overview ask: across modules, always through the eyes of who looks."""
