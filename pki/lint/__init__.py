"""Rules that a certificate, a list or a request is held against before anything is signed: a table of small functions."""
