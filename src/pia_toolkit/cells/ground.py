"""How much ground coordinates stand for."""

METRES_PER_DEGREE = 111_320.0
"""Ground length of a degree of latitude, and of a degree of longitude at the equator."""
