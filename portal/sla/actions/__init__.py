"""What can be done with a service month; empty, so that a child that reads files loads no more than it needs."""
