"""The whole story, told on the lab with the commands that anybody can type."""
