"""What the pages of every audience share: the base page, its style and small script, languages, money and times as people read
them, security headers, error pages. It knows nobody's routes and no table but the shop's own masters."""
