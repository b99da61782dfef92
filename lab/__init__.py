"""The town on one machine: real services that the tool is proven on."""
