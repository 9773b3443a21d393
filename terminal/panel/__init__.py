"""The panel: the virtual devices of a terminal as a page in a browser, for demo, training and trying things out.

It knows nothing of the sale. It presses keys of the virtual keypad, lays virtual cards on the virtual reader, pulls levers,
and shows what the virtual displays, lamp, buzzer, voice and printer have in their memories. Only `wiring` imports it, and
only where `[panel]` is configured.

`gear`     the virtual devices it stands for
`levers`   what may go wrong, as switches
`power`    the power cut, and what outlives it: the cards, the paper, the levers
`looks`    what the devices show now, as plain values (pure)
`told`     beeps and sentences, which only pass
`stream`   what has changed since, as server-sent events
`app`      the Flask application: who may come in, and where each press goes
`serving`  its thread, and its address with the secret word

Its words are `terminal.words.panel`.
"""
