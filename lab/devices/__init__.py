"""A simulator of devices that cannot run here: Huawei VRP, H3C Comware and Cisco IOS, as far as their command lines go.

It forwards no packet. It keeps a running and a saved configuration, knows the commands that a router or access switch of such a network needs, and
replays prompts, paging, refusals, dialogues and timers as the vendors' manuals show them. Whatever is proven with it is proven of the command
line alone, and is to be said so.
"""
