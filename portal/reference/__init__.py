"""Versioned facts everybody needs: presets, tax rates, holidays and the clause library."""
