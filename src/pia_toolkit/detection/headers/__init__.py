"""Column names: what a header says, in which language, about whom."""
