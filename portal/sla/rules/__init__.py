"""What uploaded figures mean and what follows from them: importing, evaluation and credits as pure functions."""
