"""What the pages about facilitators read: lists with counts, who leads what, one's own sessions."""
