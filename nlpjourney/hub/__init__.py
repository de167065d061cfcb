"""The offline hub: models and data sets that load without a network."""
