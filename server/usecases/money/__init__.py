"""Money that people move by decision. Each act posts to the ledger; none changes what was posted."""
