"""What developers run beside the command: the environment, all checks, reports, pictures."""
