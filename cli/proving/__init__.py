"""`role prove`: what each role must not be able to do, tried at each part as that role."""
