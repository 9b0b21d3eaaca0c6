"""What a contract may say, when it can be sent and signed, and how its text comes out of its terms."""
