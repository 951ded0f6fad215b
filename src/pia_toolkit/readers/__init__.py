"""Read a city's files: whatever the format, tables come out whose cells are text as it stands in the file."""
