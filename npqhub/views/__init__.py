"""The views of the roof: homes, plain pages, health and errors."""
