"""What a month means in words: what a director reads first, and what is asked of whom."""
