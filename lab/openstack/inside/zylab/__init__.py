"""What runs inside the environment of the lab's cloud, beside the six OpenStack projects.

Nothing of the product is imported here, and the product imports nothing of this.
"""
