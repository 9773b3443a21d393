"""Members: what is known of them, whose card is whose, files and lists of them."""
