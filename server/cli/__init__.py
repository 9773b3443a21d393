"""The commands of head office, one file for each kind; `commands` puts them together."""
