"""What the sub-commands do: one file each for `office`, `terminal` and `cards`. Each returns an exit status."""
