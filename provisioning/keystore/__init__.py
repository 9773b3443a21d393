"""The office's secrets at rest: `port` says what a keystore is, `file` is the real one, `virtual` keeps them in memory."""
