"""What head office says of every card, kept so that a look-up is fast and small for a million cards.

`base`   a mapped file of rows, each near the place that its hash names
`held`   the base and what changed since: what the sale looks into
`store`  parts and deltas on disk: either the old states or the new ones, whenever the power fails
"""
