"""Signing keys and the checking of signatures. This is not a certified cryptographic product."""
