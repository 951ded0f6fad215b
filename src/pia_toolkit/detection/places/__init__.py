"""Addresses and institutions, told from everything else by their words."""
