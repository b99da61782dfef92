"""What a small site's host needs beside the program: accounts, directories, one line of sudoers, units; laid and taken away."""
