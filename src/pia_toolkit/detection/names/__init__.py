"""Names of people, told from everything else."""
