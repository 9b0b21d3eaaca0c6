"""The machinery everybody stands on: database, tenancy, transactions, events, files, documents, forms."""
