"""Character displays: the operator's, 4 lines of 20, and the member's, 2 lines of 20.

`port`      what a display does, in our words, and how it fails
`dialects`  a full screen as the bytes of CD5220 or ESC/POS displays; pure
`serial`    the real one on a serial line
`virtual`   its twin: keeps what it shows, can be unplugged
"""
