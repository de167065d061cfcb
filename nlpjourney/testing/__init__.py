"""What runs: blocks and notebooks in a sandbox, compared with what is recorded."""
