"""The cashier's keypad: sixteen keys in a matrix, or their twin in the panel.

`port` what a keypad does · `scan` which contacts mean which key; pure · `rpi_gpio` the matrix on a Pi's pins ·
`virtual` the twin
"""
