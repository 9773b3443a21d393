"""The books: double entry by construction, append-only.

`chart`     kinds of accounts, codes, the sign convention
`entries`   PURE: a fact -> the transfers it means
`book`      the only writer
`balances`  reads of accounts and transfers
`tallies`   transfers summed by business day
`identity`  the nightly identity: what cards are owed, by what explains it
`proofs`    what must always be true, recomputed
"""
