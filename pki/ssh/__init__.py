"""Certificates of SSH for hosts and people, and lists of those revoked, as OpenSSH has them (PROTOCOL.certkeys, PROTOCOL.krl)."""
