"""What could happen to people, how the proposal stands to their rights, and what follows."""
