"""How both sides talk: contacts, threads and notices with acknowledgement."""
