"""From packets to books, and from the masters to signed tables.

`intake`      packets in, answers out: evidence, acknowledgements and postings of all of them in one transaction
`writer`      one request writes for all that wait
`desk`        where new batches are stored and acknowledged; `evidence` keeps them, `journals` knows how far each came
`reading`     a batch read once; `columns/` reads its ordinary sales as arrays, `plain` books them
`cards/`      everything else that a batch says, judged card by card
`credits/`    claims, floats, re-issue
`findings/`   cases, worklists, the nightly review
`states/`     card states and signs of life
`publish`     masters -> signed tables with versions that never fall
`acts`        what people decided, kept so that books can be booked again; `terminals`: whose a terminal is
`rebook`      the same evidence into an empty database
`office`      what the link's conversation may ask of head office

RULES.md: which rule of reconciliation is decided where, and its test.
"""
