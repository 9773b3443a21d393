"""The till: a Raspberry Pi with a card reader, a keypad, displays and a receipt printer.

`sale/`      the sale as a pure machine: events in, effects out
`journal/`   what happened, on disk before anything is promised; recovery after a power cut
`drivers/`   one folder per device: a port in our words, the real driver and its virtual twin
"""
