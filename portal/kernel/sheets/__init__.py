"""Tables as people send them, read with nothing but the standard library: the reader that says what is right."""
