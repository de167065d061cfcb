"""NLPJourney's engine: pages, blocks, recorded outputs, the ledger and the offline hub."""
