"""The command lines of the platforms, a module each: data alone."""
