"""Tenants, quotas, networks, servers, volumes and images on OpenStack."""
