"""Values as people write them: numbers, money, percentages, durations, dates and names from table cells."""
