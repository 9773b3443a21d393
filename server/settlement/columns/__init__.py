"""The hot path, in columns: many ordinary sales at once, without a Python object for each. The one door to numpy.

`cursor`     one place in each of many entries, moved together
`sales`      bytes of entries -> the columns of ordinary sales; whatever is anything else is left to `decode_entry`
`chains`     which of them simply go on from where their plain cards stand
`arrays`     columns as binary arrays of PostgreSQL
`statement`  these into the books: one set-based statement for each database
"""
