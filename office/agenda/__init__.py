"""What is due: periods, deadlines, who owes what, and the one thing to do next."""
