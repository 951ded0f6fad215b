"""The catalogue of recognizers: one kind of personal data each, loaded, checked, tried on cells."""
