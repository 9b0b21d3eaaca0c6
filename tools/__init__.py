"""Tools for people who work on Steelyard; the portal itself never imports them."""
