"""The example chain of the demo, with weeks of trade behind it: `python -m provisioning.chain FOLDER`.

Its past is made in fast time and by the product alone: terminals enrolled, booted and worked by keys and cards as any other,
only on a clock that is moved by hand; their signed batches taken and booked by settlement; everything else at head office done
by the use cases of its pages, at the instant in question. Nothing is written into a table by hand. What is sold to whom follows
from one seed; keys and one-time codes are drawn as ever.

`example` who is there · `head_office` `till` the two sides on the moved clock · `founding` the first day · `trade` who buys
what when · `days` a day of it · `oddities` what goes wrong · `desk` what waits for a visitor · `build` all of it in order

It runs in a process of its own, which ends before head office and the terminal of the demo start on what it leaves.
"""
