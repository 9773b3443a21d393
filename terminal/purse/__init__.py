"""The card in the hands of the terminal: reading it, writing it, and the entry that promises it."""
