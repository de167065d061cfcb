"""Scripts for developers: the environment, all checks, reports, pictures."""
