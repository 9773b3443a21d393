"""Every word that a cashier or a member reads or hears at the terminal, in three languages: one catalogue, in rooms.

A phrase is a member of one of the rooms below: three texts with the same `{named}` places, and where it is shown.
`catalogue.say` is the only way to a text. One test (`tests/terminal/words`) goes through every phrase of every room: no
language is missing, nothing runs off its display with the widest values it can carry, and every phrase is used.

`language`   the languages, and which of them a tag means
`catalogue`  what a phrase is, where it can be shown, and how it is said
`rooms`      all rooms
`sale`       what the sale and its devices say; `refusals` why not; `counter` the cashier's own display; `member` the member's
`slips`      what is printed; `readiness` the morning's slip; `devices` what is missing; `panel` the page around the devices

Only the standard library is imported here, so that every other part of the terminal may speak.
"""
