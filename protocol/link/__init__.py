"""What terminals and head office say to each other.

`wire`          reader and writer of bytes: one encoding of each value, bounds, nothing left over
`entries`       what a journal can say, and its hash chain
`batch` `ack`   a numbered piece of a journal, and head office's receipt for it
`tables`        what head office tells terminals: items, classes, discounts, operators, parameters, card states
`seal`          signatures with a purpose, password and recipient sealing: the one file with cryptography
`certificate`   who may sign what
`packet`        several sealed objects as one message or file
`conversation`  two pure machines: what to send next, and what an answer means
`framing`       a message on a serial line
`violations`    the one exception that bad bytes raise, with a code

`SPEC.md` binds all of them.
"""
