"""What people decide at head office, a folder for each area, one function each: it checks, posts or changes, and writes the
audit, in one transaction.

Pages and the API write through these alone. Whether somebody may call one is decided before (`server.office.permissions`);
what must hold whoever calls it is decided here, and refused with `Declined`.
"""
