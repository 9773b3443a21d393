"""The terminal's end of the link to head office.

`uplink`      what to send and what an answer changes; on the loop's thread
`worker`      the thread that waits for the line
`backoff`     how long it waits after failures
`transport/`  HTTPS, a USB stick, or a function in this process
"""
