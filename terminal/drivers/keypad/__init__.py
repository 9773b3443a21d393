"""The cashier's keypad: sixteen keys in a matrix, or their twin in the panel."""
