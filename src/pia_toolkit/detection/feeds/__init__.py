"""Published feed standards, and what they say about a table."""
