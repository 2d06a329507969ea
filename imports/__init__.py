"""Reading files from outside: none of them is trusted."""
