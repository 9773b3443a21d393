"""The terminal's memory: an append-only, hash-chained journal in SQLite.

`store`     the database: append, batches, acknowledgements, tables
`recovery`  what the entries mean together: open changes, totals, what this terminal remembers of cards
`checkpoint` the same up to a place, signed, so that a start reads only what follows
`standing`  totals and open changes from one batch to the next
`outbox`    batches and polls for head office
"""
