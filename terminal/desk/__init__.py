"""The issuing desk: a terminal with the role PERSONALISE that works through a job list from the locked room."""
