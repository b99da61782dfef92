"""Measurements against peers, in one run, as ratios. Not tests: nothing here fails for being slow."""
