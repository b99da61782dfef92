"""Drawings of estates whose hosts are declared: where everything stands is worked out from the files alone, and always the same."""
