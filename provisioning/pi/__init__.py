"""A Raspberry Pi becomes a terminal: every file that its system needs, made from the terminal's configuration.

`needs`    which kinds of device a configuration names, and what the system must grant for each (pure)
`unit`     the services (pure)
`files`    the folder of all files with their places; those that are the same on every terminal lie beside it (pure)
`install.sh` in that folder puts them in place; it may be run again at any time
"""
