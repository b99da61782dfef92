"""What is printed: pages for people who have no terminal."""
