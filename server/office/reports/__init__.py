"""Reports: one engine. A report is a name, filters and a function that makes a table; pages and files show the same table.

`asked`      what stands in the address: period, filters, grouping, page
`table`      columns, rows, a sum, and what is to be said of them
`grouped`    takings by group; `listed` lines one after the other; `chain` what is owed on cards
`catalogue`  all reports
`names`      what numbers are called
"""
