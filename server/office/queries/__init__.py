"""What pages read. Each list has an index for its order; what somebody may see is a condition of the statement itself."""
