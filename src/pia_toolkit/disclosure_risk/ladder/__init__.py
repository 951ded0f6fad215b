"""What would change it: each step is tried on the encoded table, by changing its dictionaries and not its rows."""
