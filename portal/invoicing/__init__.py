"""What is owed: settlement invoices, credit notes and payments."""
