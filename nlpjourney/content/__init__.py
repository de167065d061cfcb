"""What is written and recorded."""
