"""What a site has, whether more fits, what nobody uses and when it runs out: deciding only, over what was read."""
