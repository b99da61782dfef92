"""The state of hosts: Ansible roles on a grid of verbs, planned, approved and applied like everything else."""
