"""What happens in the locked room: the office's secrets, terminals admitted, cards planned. Nothing imports this package.

`keystore/`     the office's secrets: root and working keys, issuer master key
`office`        an office folder: made once, whole or not at all
`registry`      codes, certificates, planned cards and the issue record: append-only
`terminals`     a one-time code for a terminal, and the answer to its enrolment request
`plan` `cards`  pure card plans; a plan signed and sealed for the issuing desk
`inspection`    what a card says, in plain words
`cli`           the command line, with its sub-commands in `commands/`

Expected refusals are values (`refusals`), their sentences stand in `wording`. Secrets have no repr and are never printed.
"""
