"""A member in front of his own pages: the way in, and what he may do there."""
