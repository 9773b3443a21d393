"""The card in the hands of the terminal: reading it, writing it, and the entry that promises it.

`purse`  one card session at a time, over a reader, for the effects of the sale
`desk`   see `terminal.desk`, which makes cards with the same hands
"""
