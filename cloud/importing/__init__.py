"""What other tools wrote down of a cloud, read as if the cloud itself told it."""
