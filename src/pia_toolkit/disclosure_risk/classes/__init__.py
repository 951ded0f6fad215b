"""Equivalence classes: their sizes, what an attacker can expect, what they give away."""
