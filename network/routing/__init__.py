"""Where packets go: what hosts and routers have as routes, as the declared routing leads. Pure."""
