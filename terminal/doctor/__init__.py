"""`tallycard-terminal doctor`: what is wrong with this machine, and what to do about it, for whoever repairs it.

`finding`   one line of the report, as text and as JSON
`machine`   disk, rights, clock, supply: what the system under the terminal is like
`keys`      keystore and certificate
`books`     journal, card states, tables: read and decoded whole, never changed
`devices`   each configured device is asked
`line`      one exchange with head office
`examine`   all of them, in order; what the cashier's morning slip judges is judged by the same code

Nothing is written but one file of 4 KiB for a moment. `--beside` leaves the devices to a terminal that is selling.
"""
