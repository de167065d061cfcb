"""NLPJourney's engine: pages, blocks, recorded outputs, results and the offline hub."""
