"""Numbered scripts that make and change the tables; `server/schema.py` runs each once."""
