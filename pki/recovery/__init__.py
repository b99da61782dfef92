"""Bringing a kept encryption key back: for its user, or for a court; by so many people, each with his share."""
