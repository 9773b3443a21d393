"""The terminal at the counter: a Raspberry Pi with a card reader, displays and a receipt printer.

`sale/`      the sale as a pure machine: events in, effects out
`purse/`     one card session: read, promise, write, read back, scrub
`journal/`   what happened, on disk before anything is promised; recovery after a power cut
`states/`    what head office says of a million cards, looked up in a mapped file; `contact.py` says how old it is
`vitals.py` how its parts are, for head office's pages
`uplink/`    packets to head office and what its answers change; `line.py` says when
`drivers/`   one folder per device: a port in our words, the real driver and its virtual twin
`console/`   the plain face: typed lines in, text or JSON out
`desk/`      makes the cards of a job list from the locked room
`loop.py` performs what the sale decides; `wiring.py` alone chooses between real and virtual devices.
"""
