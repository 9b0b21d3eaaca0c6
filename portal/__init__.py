"""Steelyard (公平秤): the two-sided portal for outsourced e-commerce customer service."""
