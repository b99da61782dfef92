"""Cryptographic tokens (PKCS#11) on this machine: SoftHSM2, which keeps in files what a real one keeps in hardware."""
