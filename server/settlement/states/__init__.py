"""The card states that terminals hold, and what terminals tell of themselves.

`card_states`    what changed becomes the next version, whole or as a delta; `states_answer`: which objects lead a terminal there
`listing`        which cards are refused, since when, by whom
`heartbeat`      the last sign of life of each terminal, and the reach of a listing; `polls` keeps it and answers
"""
