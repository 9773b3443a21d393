"""Copies of the books that are locked, can be put back elsewhere, and prove themselves there (INTEGRITY 11.5, row 52).

`faults`      what may be wrong with a backup, in words for whoever restores it
`sealed`      the file: pieces under a key that a password opens
`manifest`    what the books come to, in the backup and where they are put back
`copies`      how SQLite and PostgreSQL give a copy of one moment, and take it back
`taking`      a backup while head office goes on serving
`restoring`   a backup into an empty database
`rehearsing`  both, into a scratch place that goes away again
"""
