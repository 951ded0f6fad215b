"""Text files: encodings, separators, headers, records."""
