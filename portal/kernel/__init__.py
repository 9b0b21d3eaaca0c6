"""The words everybody uses: money, periods, metrics, rate cards, identifiers; pure Python."""
