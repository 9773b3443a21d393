"""What a rehearsal is played with (N15): everything that is not the counter's own keys, displays, lamp, voice and paper.

Nothing of it can count. The keys are made for one rehearsal and held in memory alone; its journal, its card states and its
cards lie in a folder that is made anew each time; no real card is read; and there is no way to the real head office. Even
a batch that somebody carried there would be of an unknown signer in another environment.

`keys`      the throw-away keys
`cards`     the two test cards
`office`    a head office that is none: it acknowledges whatever comes, while its line holds
`paper`     the counter's printer, which can be out of paper, and whose drawer stays shut
`stage`     all of it behind the levers of the menu
"""
