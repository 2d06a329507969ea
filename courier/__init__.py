"""What travels between offices, and what a file means to the office that holds it. Pure."""
