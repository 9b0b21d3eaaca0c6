"""The story as acts in the order of time: who comes, what is asked and answered, signed, delivered and paid."""
