"""What was agreed: parties, service content, SLA schedule, rate card, confidentiality, signing."""
