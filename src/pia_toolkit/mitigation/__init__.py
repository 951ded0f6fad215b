"""What to do about it: measures from the catalogue, advised by rule."""
