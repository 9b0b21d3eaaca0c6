"""Large tables of figures read and judged by column, in a child process; the answers are those of the plain rules."""
