"""SSH to many hosts at once, whose keys are pinned."""
