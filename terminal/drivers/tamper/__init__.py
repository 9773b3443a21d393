"""The switch that opens with the case."""
