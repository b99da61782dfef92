"""Certificates: authorities in two families, from their ceremony to revocation."""
