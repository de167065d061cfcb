"""The offline hub: what loads without a network."""
