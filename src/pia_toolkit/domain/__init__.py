"""The types in which the stages meet: frozen, without input or output, without data libraries."""
