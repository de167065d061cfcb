"""Benchmarks of everything around the programs; ``make bench`` prints the tables."""
