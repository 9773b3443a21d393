"""What is on a member's card and how to talk to it.

`record`      the 48-byte purse record: bytes and value
`ring`        three slots: which record rules, what the next one must say
`identity`    the static part: number, instance, class, validity, PIN verifier
`keys`        per-card keys and MACs (NXP AN10922, AES-CMAC)
`layout_*`    where those bytes lie on a MIFARE Classic 1K and on an SLE4442
`recognise`   kind of card by its ATR; `admission`: whether its static part is one of ours
`apdu`        commands to storage cards; `dialect`: the bytes that differ from reader to reader
`procedures`  read, write, verify, scrub, personalise: a `conversation` in APDUs each, as a typed generator

`SPEC.md` binds all of them.
"""
