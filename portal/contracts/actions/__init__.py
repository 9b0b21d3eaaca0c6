"""What can be done with a contract: draft, change, send, recall, return, sign, enter, confirm, end."""
