"""Tables as people send them: CSV and Excel files become sheets of rows, and rows become files again."""
