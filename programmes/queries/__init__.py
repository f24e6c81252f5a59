"""What the pages of programmes show, read in a constant number of queries."""
