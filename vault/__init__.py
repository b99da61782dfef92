"""OpenBao and whatever speaks as HashiCorp's Vault does: who may enter, what waits for others' words, what is lent and given back."""
