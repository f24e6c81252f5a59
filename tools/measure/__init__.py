"""How `make bench` measures: databases, servers, visitors, and the pages with their budgets."""
