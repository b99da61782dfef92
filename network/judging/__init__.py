"""Whether a policy keeps networks apart, and whether all of it is needed: pure checks, each from the model to findings."""
