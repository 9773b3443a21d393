"""What is on a member's card and how to talk to it.

`record`      the 48-byte purse record: bytes and value
`ring`        three slots: which record rules, what the next one must say
`identity`    the static part: number, instance, class, validity, PIN verifier
`keys`        per-card keys and MACs (NXP AN10922, AES-CMAC)
`layout_*`    where those bytes lie on a MIFARE Classic 1K and on an SLE4442
`procedures`  conversations in APDUs as typed generators

`SPEC.md` binds all of them.
"""
