"""The books: double entry by construction, append-only.

`chart`     kinds of accounts, codes, the sign convention
`entries`   PURE: a fact -> the transfers it means
`book`      the only writer
`balances`  all reads
`identity`  the nightly identity: what cards are owed, by what explains it
`proofs`    what must always be true, recomputed
"""
