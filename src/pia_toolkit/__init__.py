"""Privacy impact assessments for cities that look at the data."""

__version__ = "0.1.0"
