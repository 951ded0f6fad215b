"""People outside of the file: estimates for the whole population, and a table that counts it."""
