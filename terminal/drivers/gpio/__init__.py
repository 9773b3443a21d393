"""Pins of a Raspberry Pi: what the keypad, the lamp and buzzer, and the tamper switch stand on.

`port` six methods and their errors · `rpi` the real pins, over RPi.GPIO or its drop-in rpi-lgpio
"""
