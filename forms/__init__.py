"""What is asked, as data: questionnaires, code lists, checks, measures and indicators."""
