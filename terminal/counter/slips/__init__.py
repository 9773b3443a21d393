"""Slips that are no receipts of a sale: each file has what the slip says as a value, and the receipt made of it.

`words` the texts in three languages · `shift` the Z slip · `takings` the day's takings · `readiness` GO, GO WITH LIMITS
or STOP · `pay_out` cash that was paid out · `balance` what a card holds · `loss` a card reported lost
"""
