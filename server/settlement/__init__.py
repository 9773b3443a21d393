"""From packets to books, and from the masters to signed tables.

`intake`   a packet in: evidence stored, acknowledged and booked in one transaction, an answer out
`writer`   packets of many requests into one transaction
`desk`     where new batches are stored and acknowledged; `journals`, `evidence`: what is stored, and how far
`reading`  a batch read once: ordinary sales as `columns`, all else as values
`plain`    the hot path: ordinary sales of plain cards, all batches of a transaction at once
`fold`     PURE: the entries of one batch -> facts
`chain`    PURE: all facts of one card -> which record stands, what is missing, what does not fit
`booking`  the general way: facts -> ledger, batch after batch, in the order of arrival
`changes`  the rows that booking reads and writes; `recall`: rows that plain cards do not have
`cases`    what people must look at
`rebook`   the same evidence into an empty database
`acts`     what people or the office decided, done again when the books are booked again
`claims`   what is owed to cards: made, written, returned
`reissue`  a lost card's balance goes to its successor
`leases`   what one terminal is entrusted with: float, claims, lock
`publish`  masters -> signed tables with versions that never fall
`review`   PURE: rules that wait until enough is known; `reviewing` reads what they need
`revoked`  what came after the revocation of its certificate; `released` takes it out of quarantine
`suspense` what nobody will ever know, closed by two persons
`worklists` PURE: what people must clear; `worklist_rows` reads the rows
`card_states` the next version of the card-state snapshot; `states_answer` leads each terminal to it
`polls`    what a sign of life is answered with; `heartbeat` keeps the last of each, and tells who holds what
`listing`  who put a card on the list, or took it off
`explain`  one card's balance, explained
`office`   what the link's conversation may ask of head office
"""
