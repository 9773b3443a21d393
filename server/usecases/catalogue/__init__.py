"""What is sold for how much: articles, discounts, the shop's settings, and telling terminals of them."""
