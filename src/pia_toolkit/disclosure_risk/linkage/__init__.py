"""The data set against a public file that the user names: who is found there, and by which columns."""
