"""What terminals and head office say to each other.

`wire`          reader and writer of bytes: one encoding of each value, bounds, nothing left over
`violations`    the one exception that bad bytes raise, with a code
`entries`       what a journal can say
`codec`         bytes of entries; `codec_card` those of card changes
`chain`         the hash chain over a journal
`baskets`       which lines belong to which entry
`faults`        what no program of ours says, and head office takes all the same
`sums`          counts and magnitudes by kind
`versions`      which tables a terminal holds
`batch` `ack`   a numbered piece of a journal, and head office's receipt for it
`poll` `refusal`  a terminal's sign of life, and head office's no
`tables`        what head office tells terminals: items, classes, discounts, operators, parameters
`table_codec`   bytes of tables
`card_states`   what head office says of each card, 16 bytes a card; `snapshot` how that travels
`rights`        what an operator may do
`seal`          signatures with a purpose, password and recipient sealing: the one file with cryptography
`certificate`   who may sign what
`office_keys`   the public keys of head office
`bundles`       sets of secrets, before they are sealed
`enrolment`     one-time codes, and card keys on their way to a new terminal
`jobs`          cards to be made; `job_delivery` their list on its way to the desk
`packet`        several sealed objects as one message or file
`conversation`  two pure machines: what to send next, and what an answer means
`framing`       a message on a serial line
`stick`         names of files on a USB stick

`SPEC.md` binds all of them.
"""
