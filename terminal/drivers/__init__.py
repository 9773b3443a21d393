"""Devices. Each folder holds `port` (what the till needs), the real driver and `virtual` (its twin).

Configuration alone chooses between the real device and the twin. A driver translates vendor types and errors
at its border and decides nothing: retries and policy belong to its caller.
"""
