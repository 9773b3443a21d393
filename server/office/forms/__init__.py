"""Forms of the office, one file for each area. They check how something is written; whether it may be, use cases decide."""
