"""The books: double entry by construction, append-only.

`chart`     kinds of accounts, codes, the sign convention
`entries`   PURE: a fact -> the transfers it means
`book`      the only writer
`balances`  all reads
`proofs`    what must always be true, recomputed
"""
