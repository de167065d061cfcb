"""Content: pages, programs, recorded outputs and results."""
