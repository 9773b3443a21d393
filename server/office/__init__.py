"""The pages for staff, below /office.

`blueprint`     all routes together
`views/`        routes: parse, one call, show
`forms/`        what people fill in
`queries/`      what pages read, with the scope as a condition of the statement
`permissions`   roles x permissions; `guard` stands at the door of every route
`signed_in`     between Flask-Login and our own sessions
`wording`       what our enumerations are called

Nothing here writes: that is done by `server.usecases`.
"""
