"""Lamp, buzzer and voice: what people notice without reading."""
