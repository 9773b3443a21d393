"""What reports say, for whoever shows it: read from days and lines (`server.reporting`), within what somebody may see.

`chosen`   a period and filters, as conditions of a statement
`takings`  sums by group; from days where they can tell it, else from lines
`listing`  lines one after the other, and their sum
`cards`    what is owed on cards, statements, reports of loss
"""
