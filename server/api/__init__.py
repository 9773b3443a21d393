"""The JSON API for other programs, below /api/v1; what it offers stands at /api/v1/openapi.json.

`blueprint`   all routes, and how they are described
`guard`       tokens and scopes; every route names the scope that it takes
`schemas`     what goes in and out
`views/`      one file for each kind of thing
`once`        a POST is done once however often it is sent
`wording`     why something was declined, and what to do next

Amounts are whole minor units of the shop's money, instants are ISO 8601 in UTC, days are dates. Nothing here writes: that is
done by `server.usecases`.
"""
