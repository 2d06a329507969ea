"""What is wrong with the report."""
