"""The command line: commands that call the pipeline, and hold no rules of their own."""
