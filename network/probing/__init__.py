"""Proof by packets that networks are kept apart: what is sent and looked for, what came of it, and what follows. Pure."""
