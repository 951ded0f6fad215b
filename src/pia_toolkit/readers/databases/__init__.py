"""Databases: files and servers, read and never written."""
