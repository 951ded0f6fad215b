"""Ask: the privacy-rights checks as a walk, with what the data suggest and who answered what."""
