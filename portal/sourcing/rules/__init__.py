"""How quotes become comparable and vendors become an order: scores that show the figures behind them."""
