"""Character displays: the operator's, 4 lines of 20, and the member's, 2 lines of 20."""
