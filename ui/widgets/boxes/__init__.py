"""The boxes that one types into or chooses in, one kind per kind of field."""
