"""OpenSSH on this machine: the machine's own, or Debian's, unpacked; a server of it answers on the loopback alone."""
