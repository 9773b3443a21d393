"""Cards: their classes, and their life from being issued to being returned."""
