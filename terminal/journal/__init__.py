"""The terminal's memory: an append-only, hash-chained journal in SQLite.

`store`     the database: append, batches, acknowledgements, tables
`recovery`  what the entries mean together: open changes, totals, what this terminal remembers of cards
`outbox`    batches and polls for head office
"""
