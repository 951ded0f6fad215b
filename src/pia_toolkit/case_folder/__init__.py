"""A case on disk: what each step and each person left in its folder, with a history that shows every change."""
