"""Tables whose numbers do not fit in memory: the same answers, counted on disk."""
