"""Geodata: geometry as location columns in WGS84."""
