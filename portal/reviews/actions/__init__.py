"""What can be done with review reports."""
