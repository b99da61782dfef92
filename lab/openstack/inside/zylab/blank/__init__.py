"""Builds the databases of each service as they are before anything is in them."""
