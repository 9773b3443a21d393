"""The members' own pages, below /members. They may run as a process of their own, without the routes of staff.

`blueprint`   all routes
`guard`       who is signed in, by a cookie of its own
`forms`       what members fill in
`statement`   what is read: the explained balance and the last lines
`wording`     what our enumerations are called for members

Nothing here writes: that is done by `server.usecases.self_service.access`.
"""
