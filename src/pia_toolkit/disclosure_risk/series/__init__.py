"""Rows that follow somebody over time: read as traces or load curves, and measured."""
