"""Folders, archives and compressed files: every member by its own reader."""
