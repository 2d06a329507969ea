"""One record in its sections, or a form of one page, with what stands beside each answer."""
