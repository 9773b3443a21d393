"""What reports (`server.reports`) read, made off the hot path from the books and the evidence, and at any time anew.

`lines`     PURE: the transfers of one fact and what its journal says -> its lines
`evidence`  what journals say at places, with all lines of a basket
`fold`      what came since the last time, into lines; tallies up
`keeper`    folds while the server runs
`proofs`    lines come to what the books hold
"""
