"""Declaring: forms drawn without code, code lists, and the packs that hand them down."""
