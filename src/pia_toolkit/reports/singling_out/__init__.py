"""How easily people are singled out, told: one block for each measure, the same for every writer."""
