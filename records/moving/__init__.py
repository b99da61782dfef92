"""Carrying the records of a site from SQLite to PostgreSQL."""
