"""What both sides say: the words, the card and the link. Pure; no I/O, no clock, no chance.

Vocabulary   `money` `ids` `instants` `limits`
Card         `card/`: the 48-byte record, the three-slot ring, keys, layouts, conversations in APDUs
Link         `link/`: journal entries, sealed batches, acknowledgements, tables, the conversation

`card/SPEC.md` and `link/SPEC.md` are normative for the bytes.
"""
