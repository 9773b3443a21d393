"""What people must look at, clear and decide.

`cases`        what was found, whose it is, what to do, who closed it; `blocks`: which of them stop a terminal
`review`       PURE: rules that need what a terminal knew; `reviewing` reads the rows for it each night
`credit_review`  the same for floats and refunds
`forged`       records that only cards tell of, and records that a journal contradicts
`revoked`      what came after the end of a certificate; `released` takes it in by two persons' word
`suspense`     what missing records come to, closed by two persons
`worklists`    PURE: what waits, how long, for whom; `worklist_rows` reads the rows for it
"""
