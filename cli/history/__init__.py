"""What has been seen of things, as people and scripts read it."""
