"""The terminals as people look after them.

`standing`   how one terminal stands, and what is wrong with it (pure)
`lines`      all that somebody may see, a page at a time
`terminal`   one of them in full
`missing`    which batches are not here
"""
