"""Rules of accounts: what names an account, which password will do, and that no organisation loses its owner."""
