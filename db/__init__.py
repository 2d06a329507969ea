"""SQLite: the office's data file and everything that is said in SQL."""
