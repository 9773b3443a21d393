"""Money that head office puts onto cards, and what it lets terminals put there.

`claims`         money that waits for a card: made, written, returned
`refund_claims`  claims that follow from evidence alone
`reissue`        a lost or broken card: its balance goes to its successor
`leases`         what one terminal is entrusted with: float, claims, lock
"""
