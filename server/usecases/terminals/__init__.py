"""Terminals: where they stand, how they come, who works them, what they brought, how they go."""
