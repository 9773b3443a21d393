"""Ways for a packet to reach head office. None is trusted and none matters to booking.

`port`      what a way must do, and how it fails
`https`     POST to head office
`usb`       a folder on a stick, both directions
`virtual`   a function in this process, with levers
"""
