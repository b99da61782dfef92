"""What the policy and the routing of an estate come to in the words of each platform. Pure: text in, text out."""
