"""What a cell says: a time, a place, nothing. Read here alone, so that every stage reads it alike."""
