"""How easily people, devices and households in a table are singled out."""
