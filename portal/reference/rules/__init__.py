"""Facts of the trade that change with time, kept as tables with their origin and the day they hold from."""
