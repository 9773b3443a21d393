"""The receipt printer.

`port`      what a printer does, in our words, and how it fails
`commands`  a receipt as ESC/POS bytes; pure
`esc_pos`   the real one, over python-escpos: file, serial line or network
`virtual`   its twin: keeps the paper roll, can run out of paper

Printing is never part of a commit: a receipt that failed is made again from the journal and marked COPY.
"""
