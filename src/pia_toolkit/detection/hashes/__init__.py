"""Hashes and pseudonyms: what they are, and whether they can be undone."""
