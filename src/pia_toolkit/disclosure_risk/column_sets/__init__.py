"""Which columns together single people out, and who is unique on few of them."""
