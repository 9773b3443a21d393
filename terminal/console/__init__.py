"""The plain face of the terminal: typed lines in, text or JSON lines out.

`commands`  what a typed line means (pure)
`faces`     how a notice looks as text, or as JSON for a program
`keyboard`  no echo while a PIN is keyed
`console`   the one inbox: typed lines, taps, answers from head office
"""
