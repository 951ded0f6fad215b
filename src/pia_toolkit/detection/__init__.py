"""Stage two: what each column is, whether it holds personal data, and how we know."""
