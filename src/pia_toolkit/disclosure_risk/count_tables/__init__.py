"""Tables of counts: what they give away by small cells, by sums and by differences."""
