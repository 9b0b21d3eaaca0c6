"""Starts an installation: prepares the data folder, then keeps web server and worker running side by side."""
