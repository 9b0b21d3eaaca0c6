"""What can be done with settlement invoices."""
