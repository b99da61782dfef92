"""The form of estate files: one model a file, strict, with every unknown name refused."""
