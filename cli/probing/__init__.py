"""Proof by packets, as people run it: parts that travel, halves, the town with all instances, mutants."""
