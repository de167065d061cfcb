"""What everything around the programs' own work costs; ``make bench`` prints the tables."""
