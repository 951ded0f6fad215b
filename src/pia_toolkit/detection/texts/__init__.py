"""Personal data inside texts: gates, budget, language models."""
