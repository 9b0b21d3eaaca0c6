"""An invented world to try everything in: two merchants, four vendors, and a year of their work together."""
