"""Head office: keeps what terminals say, books it once, and tells them what they need to know.

`models`         tables, constraints, indexes; no rules
`ledger`         chart of accounts, what a fact means in transfers, the one writer, the proofs
`settlement`     packets in, evidence stored and acknowledged, then booked; tables out
`terminal_api`   one address for terminals: opaque bytes in and out
`stick`          the same packets on a USB stick
`shop`           the masters from a file
`export`         the books for other programs to verify
`app` `cli`      where it is wired together, and its commands

The route of a sale: `terminal_api` -> `settlement/intake` (stored, acknowledged) -> `settlement/plain` (an ordinary sale
of a card about which there is nothing else: one row, one balance) or else `settlement/booking` -> `settlement/chain`
(which record stands) -> `ledger/entries` (what it means) -> `ledger/book` (written).
"""
