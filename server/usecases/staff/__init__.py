"""Who works at head office: people and programs, their roles, passwords and sessions."""
