"""The model of the network as people see it: what is wrong, what there is, where a packet goes."""
