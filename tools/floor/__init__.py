"""The floor: each measured page by the best SQL and the barest rendering that we can write."""
