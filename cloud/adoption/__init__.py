"""Taking over what somebody built by hand: reading it, finding words for it, and marking it as it is."""
