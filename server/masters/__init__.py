"""What head office decides of its shop, and how it must be written: one set of rules for the shop file, for lists and for pages.

`faults`     what can be wrong with a value
`reading`    one value after the other
`settings`   the shop's settings, each with its kind, range and default
`items`      articles, and what they cost on which day
`owners`     groups of articles, and for whom they are sold
`discounts`  of classes on articles and groups, and on which days
"""
