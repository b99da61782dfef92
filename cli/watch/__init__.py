"""Drift over many sites: each read by itself, recorded, and shown with its age where it cannot be read."""
