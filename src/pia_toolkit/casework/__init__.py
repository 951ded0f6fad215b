"""What is done with a case as a whole: levels set, decisions taken, versions compared, suppliers, forms, new files."""
