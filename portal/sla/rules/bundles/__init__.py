"""The evidence bundle of a month: what it holds, how it is packed, and how it is reckoned anew without us."""
