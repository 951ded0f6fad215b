"""What differs between two states of a case, area by area; each module looks at one kind of thing."""
