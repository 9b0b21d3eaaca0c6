"""What is owed for a month, when it is due, and what may be done with the settlement invoice."""
