"""The clock: the only way to learn what time it is.

`port` what it says · `system` the computer's · `virtual` one that is moved by hand
`rtc` whether the clock that runs while the power is off can be believed
"""
