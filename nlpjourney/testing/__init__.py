"""Testing: blocks and notebooks run in a sandbox and are compared with their recorded outputs."""
