"""The town: two sites of real hosts, routers and firewalls in namespaces of one Linux machine."""
