"""What a batch says of cards, judged card by card and booked. RULES.md says which rule is decided where.

`fold`       PURE: the entries of one batch -> facts
`days`       PURE: on which business day an entry is booked
`chain`      PURE: all facts of one card -> which record stands, what is missing, what does not fit
`booking`    facts -> ledger, in the order of arrival
`changes`    the rows that booking reads and writes; `recall` brings back those of plain cards from the evidence
`recovered`  sales that only a card tells of
`rings`      head office's mirror of the ring on a card
`explain`    one card's balance, explained
"""
