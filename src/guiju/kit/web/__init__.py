"""The side of the kit that speaks HTTP: who asks, pages of a long list, a No as a page."""
