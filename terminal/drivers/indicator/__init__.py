"""Lamp, buzzer and voice: what people notice without reading.

`port` what they do · `rpi_gpio` lamp and buzzer on a Pi's pins (`buzzer`: its tunes) · `espeak` the voice · `virtual` the twins
"""
