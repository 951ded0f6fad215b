"""Workbooks and other files of sheets, with what they hide."""
